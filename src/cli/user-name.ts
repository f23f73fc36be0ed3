import { userInfo } from 'node:os';

/** Of whoever runs this: the name that the system has for them, or their number where it has none, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
