import type { ClassReporter } from './class-reporter.ts';
export const classHtml: ClassReporter = () => '';
