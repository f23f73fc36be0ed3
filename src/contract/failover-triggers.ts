/** How a director is broken, in the order of the page's buttons. Apart from the schemas, which no browser needs. */
export const FAILOVER_TRIGGERS = ['stop', 'kill', 'node', 'link', 'cable', 'pause'] as const;
