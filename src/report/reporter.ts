import type { Report } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';

export interface RenderOptions {
  language: Language;
  colour: boolean;
  columns: number;
}

export type Reporter = (report: Report, options: RenderOptions) => string;
