import type { ClassReport } from '../actions/grade/result.ts';
import type { Report } from '../actions/report.ts';
import type { Language } from '../lab/primitives.ts';

export interface RenderOptions {
  language: Language;
  colour: boolean;
  columns: number;
  /** How many hints of a cause are shown, 0 to 3; with 0, hints of checks are hidden too. */
  hints: number;
}

/** A student of the roster. `email` and `group` are '' where it has none. */
export interface Person {
  id: string;
  name: string;
  email: string;
  group: string;
}

export interface ClassRenderOptions extends RenderOptions {
  /** Of the whole class, for tables and gradebooks. */
  roster?: Person[];
}

export type Reporter = (report: Report, options: RenderOptions) => string;
export type ClassReporter = (report: ClassReport, options: ClassRenderOptions) => string;
