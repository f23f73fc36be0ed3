import type { Lab } from '../lab.ts';
import type { Flaw } from '../problem.ts';
import type { WrittenLab } from '../schema.ts';

/**
 * A condition across fields. A rule gets the file as written, for its paths and short forms, and the lab as used. Other
 * rules may be violated at the same time; a rule does not report what another one reports.
 */
export type Rule = (written: WrittenLab, lab: Lab) => Flaw[];
