/** How a real server fails: `service` (the machine refuses connections) or `silence` (the machine does not respond at all). */
export const SERVER_FAILURES = ['service', 'silence'] as const;
export type ServerFailure = (typeof SERVER_FAILURES)[number];
