/** Names become parts of container names and of host names: an RFC 1123 label, 40 characters at most. */
export const IDENTIFIER = {
  pattern: /^[a-z][a-z0-9-]{0,39}$/,
  expectation: 'expected lower-case letters, digits and hyphens, a letter first, 40 at most',
};
