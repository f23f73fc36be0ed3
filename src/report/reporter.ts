import type { Report } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';

export interface RenderOptions {
  language: Language;
  colour: boolean;
  columns: number;
  /** How many of a cause's hints are shown, 0 to 3; with 0 the hints of checks are not either. */
  hints: number;
}

export type Reporter = (report: Report, options: RenderOptions) => string;
