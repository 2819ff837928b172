import { relative, sep } from 'node:path';

/** Names that say where something was put and not what it is. */
const shapeless = /^(utils?|helpers?|common|types?|constants?|misc|shared)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The lines on which a comment about this expression may end: beside it, above its statement, or above a function made for it. */
function* explainableLines(node) {
  yield node.loc.start.line;
  yield node.loc.end.line;
  let statement = node;
  while (!/Statement|Declaration|^Property/.test(statement.type)) statement = statement.parent;
  yield statement.loc.start.line;
  // What stands above an export is its docstring, which says what it is and not why the compiler is wrong.
  if (!statement.parent.type.startsWith('Export')) yield statement.loc.start.line - 1;
  const maker = statement.parent.parent;
  const madeForIt = maker?.type === 'FunctionDeclaration' && maker.body.body.length === 1;
  if (madeForIt && !maker.parent.type.startsWith('Export')) yield maker.loc.start.line - 1;
}

/** Rules of this house that no plugin has. @type {import('eslint').ESLint.Plugin} */
export default {
  rules: {
    'file-names': {
      meta: {
        type: 'suggestion',
        schema: [],
        messages: {
          shapeless: "'{{name}}' says nothing about what is inside: name it after the thing",
          kebab: "'{{name}}' is not in lower case with hyphens",
        },
      },
      create: (context) => ({
        Program(node) {
          const path = relative(context.cwd, context.filename).split(sep);
          for (const segment of path) {
            const name = segment.replace(/^\./, '').split('.')[0] ?? '';
            if (shapeless.test(name)) context.report({ node, messageId: 'shapeless', data: { name } });
            else if (!kebab.test(name)) context.report({ node, messageId: 'kebab', data: { name } });
          }
        },
      }),
    },

    'assertion-says-why': {
      meta: {
        type: 'suggestion',
        schema: [],
        messages: {
          silent: 'an assertion overrules the compiler: say why above it, or write it so that none is needed',
        },
      },
      create: (context) => ({
        TSAsExpression(node) {
          if (node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const') return;
          const lines = new Set(explainableLines(node));
          const said = context.sourceCode.getAllComments().some((comment) => lines.has(comment.loc.end.line));
          if (!said) context.report({ node, messageId: 'silent' });
        },
      }),
    },

    'suppression-says-why': {
      meta: {
        type: 'suggestion',
        schema: [],
        messages: { silent: "say why after '--'" },
      },
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments()) {
            if (/^\s*(eslint-disable|prettier-ignore)/.test(comment.value) && !/--\s*\S/.test(comment.value)) {
              context.report({ loc: comment.loc, messageId: 'silent' });
            }
          }
        },
      }),
    },
  },
};
