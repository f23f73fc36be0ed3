/** The format of names, which become parts of container and host names: an RFC 1123 label of at most 40 characters. */
export const IDENTIFIER = {
  pattern: /^[a-z][a-z0-9-]{0,39}$/,
  expectation: 'expected lower-case letters, digits and hyphens, a letter first, 40 at most',
};
