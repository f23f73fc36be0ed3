import type { Lab } from '../lab.ts';
import type { Flaw } from '../problem.ts';
import type { WrittenLab } from '../schema.ts';

/**
 * Something that must hold between fields. Sees the file as written, for its paths and short forms, and as used. Other
 * rules may be broken at the same time: a rule leaves to another what that one reports.
 */
export type Rule = (written: WrittenLab, lab: Lab) => Flaw[];
