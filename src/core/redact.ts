import type { Json } from './json.ts';

const hidden = '[redacted]';

/** Names whose value is a secret, whatever it looks like. */
const secretName = /passw|psk|secret|passphrase|private.?key|wep.?key|^(ssh.?keys|authorized.?keys|token|pin)$/i;

/** What secrets look like in texts: by their name, or by their own form. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?/g, hidden],
  // user:password@ of a URL, as proxies have it.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']{1,500}@/gi, `$1${hidden}@`],
  // crypt(5)
  [/\$(1|5|6|7|y|gy|2[aby])\$[^\s:"',;]+/g, hidden],
  [/\b(ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9-]+|sk-[a-z0-9@.-]+)([ \t]+)AAAA[A-Za-z0-9+/=]+/g, `$1$2${hidden}`],
  [/\b(authorization:[ \t]*\w+[ \t]+)\S+/gi, `$1${hidden}`],
  [
    /([\w.-]{0,40}(?:passw(?:or)?d|passwd|psk|secret|passphrase|private-?key|wep-key\d?)[\w-]{0,20}["']?[ \t]{0,20}[:=][ \t]{0,20})("[^"\n]*"|'[^'\n]*'|[^\s,;}]+)/gi,
    `$1${hidden}`,
  ],
];

/** A text without the secrets that it may have. Rather too much is hidden than too little. */
export const redactText = (text: string): string => forms.reduce((now, [form, instead]) => now.replace(form, instead), text);

const keyBegins = /-----BEGIN [A-Z ]*PRIVATE KEY-----(?![^\n]*-----END)/;
const keyEnds = /-----END [A-Z ]*PRIVATE KEY-----/;
/** The longest private keys have some 250 lines; what goes on for longer than this is no key that has lost its end. */
const mostKeyLines = 1000;

/**
 * The same for a text that comes line by line: of a private key every line is hidden, however it is cut. One for each
 * stream of lines.
 */
export function lineRedactor(): (line: string) => string {
  let left = 0;
  return (line) => {
    if (left > 0) {
      const end = keyEnds.exec(line);
      left = end === null ? left - 1 : 0;
      // What follows the end of a key on its line may begin another.
      return end === null ? hidden : hidden + redactText(line.slice(end.index + end[0].length));
    }
    if (keyBegins.test(line)) left = mostKeyLines;
    return redactText(line);
  };
}

/** The same for all texts of a value; what has the name of a secret is hidden as a whole. */
export function redactJson(value: unknown): Json {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactJson);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [redactText(key), secretName.test(key) && typeof member !== 'boolean' ? hidden : redactJson(member)]),
  );
}
