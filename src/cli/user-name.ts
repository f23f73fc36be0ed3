import { userInfo } from 'node:os';

/** The user's name, or the numeric user id if the system has no name for it, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
