/** The version in package.json, which a test holds to this. */
export const VERSION = '0.1.0';
