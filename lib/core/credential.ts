/** Shapes that only credentials have; each is the documented format of its issuer, none is a guess at entropy. */
const shapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  { what: 'an AWS access key id', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/ },
  { what: 'a GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { what: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}/ },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { what: 'an API key', pattern: /\bsk-(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}/ },
  { what: 'a JSON Web Token', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/ },
  { what: 'an Azure storage key', pattern: /AccountKey=[A-Za-z0-9+/]{40,}/ },
  { what: 'a signed URL', pattern: /[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[^&\s]/i },
  { what: 'a password in a URL', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@$]+@/i },
];

const secretName =
  /(?:PASSWORD|PASSWD|PASSPHRASE|(?:^|[_.-])(?:SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)|^MYSQL_PWD|^REDISCLI_AUTH)$/i;

// What stands under a secret's name without being one: nothing, a number, a switch, a path, a reference to another
// variable, a token of a model's vocabulary.
const harmless =
  /^(?:\s*|[-+.\d]+|true|false|yes|no|on|off|none|null|auto|(?:\.{0,2}\/).*|\$\([^)]*\)|<[^<>]*>|\[[a-z_]+\])$/i;

/**
 * Says what kind of credential a literal looks like, if it looks like one.
 *
 * @param name the variable or key that it stands under, which may give it away
 */
export function credentialIn(name: string, value: string): string | undefined {
  const shape = shapes.find(({ pattern }) => pattern.test(value));
  if (shape !== undefined) return shape.what;
  return secretName.test(name) && !harmless.test(value) ? 'a credential, by its name' : undefined;
}

/** Whether what stands under a name is likely a credential, whatever it looks like. */
export function isNameOfCredential(name: string): boolean {
  return secretName.test(name);
}
