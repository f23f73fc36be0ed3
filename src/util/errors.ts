/**
 * Trouble that the user can mend: exit code 2, one message, no stack. Anything else that is thrown is our bug.
 * Every code stands in docs/reference/errors.md, which a test holds to this list.
 */
export const ERROR_CODES = [
  'ARGUMENT_INVALID',
  'LAB_UNKNOWN',
  'LAB_AMBIGUOUS',
  'NODE_UNKNOWN',
  'STEP_UNKNOWN',
  'CHECK_UNKNOWN',
  'FAULT_UNKNOWN',
  'LAB_FILE_INVALID',
  'CLASS_FILE_INVALID',
  'FILE_UNREADABLE',
  'FILE_UNWRITABLE',
  'SUBMISSION_INVALID',
  'ENGINE_UNREACHABLE',
  'ENGINE_REFUSED',
  'ENGINE_LACKS',
  'ENGINE_NOT_INSTALLED',
  'ENGINE_START_FAILED',
  'IMAGE_BASE_UNAVAILABLE',
  'IMAGE_BUILD_FAILED',
  'DISK_FULL',
  'KERNEL_LACKS',
  'MEMORY_SHORT',
  'NETWORK_UNAVAILABLE',
  'NETWORK_STUCK',
  'INSTANCE_NOT_RUNNING',
  'INSTANCE_CHANGED',
  'INSTANCE_BUSY',
  'NODE_BOOT_FAILED',
  'NODE_NOT_RUNNING',
  'NODE_UNRESPONSIVE',
  'STEP_FAILED',
  'CAPTURE_FAILED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface LabErrorDetails {
  /** What the user can do about it: a command, a place to look. */
  hint?: string;
  cause?: unknown;
}

export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  /** @param message names the place, the value and what was expected */
  constructor(code: ErrorCode, message: string, { hint, cause }: LabErrorDetails = {}) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** Ctrl-C, SIGTERM or SIGHUP: exit code 130, after what was half built is removed. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
