import { relative, sep } from 'node:path';

/** Names that say where something was put and not what it is. */
const shapeless = /^(utils?|helpers?|common|types?|constants?|misc|shared)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

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
          const lines = new Set([node.loc.start.line, node.loc.end.line]);
          for (let outer = node; outer; outer = outer.parent) {
            if (outer.type.endsWith('Statement') || outer.type.endsWith('Declaration') || outer.type === 'Property') {
              lines.add(outer.loc.start.line - 1).add(outer.loc.start.line);
              break;
            }
          }
          // A docstring says what is exported, not why the compiler is wrong.
          const said = context.sourceCode
            .getAllComments()
            .some((comment) => lines.has(comment.loc.end.line) && !comment.value.startsWith('*'));
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
