import type { ClassReport } from '../actions/grade/result.ts';
import type { RenderOptions } from './reporter.ts';

export type ClassReporter = (report: ClassReport, options: RenderOptions) => string;
