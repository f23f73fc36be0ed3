/** Limits of what a page may ask for and of what a server keeps for it. */

/** Of an instance, all pages together. */
export const MAX_CONNECTIONS = 16;
export const MAX_TERMINALS = 24;
/** Of one node: its processes are limited too. */
export const MAX_TERMINALS_PER_NODE = 6;
/** Of a message from the page, in bytes. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Of what one message types, in UTF-16 code units. */
export const MAX_INPUT_LENGTH = 64 * 1024;
/** Messages from one page, per second on average, and at once. */
export const MESSAGES_PER_SECOND = 200;
export const MESSAGES_AT_ONCE = 1000;

export const MAX_COLUMNS = 500;
export const MAX_ROWS = 200;

/** Output of a terminal that a page has not acknowledged yet, in UTF-16 code units: the terminal waits above it. */
export const MAX_UNACKNOWLEDGED = 256 * 1024;
/** Lines of a terminal that outlive a reload. */
export const SCROLLBACK_LINES = 2000;
