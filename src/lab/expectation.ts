/** Words what the schema expects for authors of lab files, since zod's own messages mention strings and records. */
import { z } from 'zod';
import { expectedOneOf } from '../util/nearest.ts';

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

/** YAML parses 2.1 as a number and true as a boolean. */
const needsQuotes = (expected: string, input: unknown): boolean =>
  expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');

const UNITS: Record<string, string> = { string: ' characters', array: ' items' };

const FIELD_SEPARATOR = ', ';

/** zod reports the unknown fields but not the known ones, so the message carries these. */
export const fieldsIn = (message: string): string[] => message.split(FIELD_SEPARATOR);

/** `expected …` for every issue, except that the message about an unknown field lists the known ones (`fieldsIn`). */
export const expectation: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}${needsQuotes(issue.expected, issue.input) ? ' in quotes' : ''}`;
    case 'invalid_value':
      return expectedOneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return issue.minimum === 1 && issue.origin in UNITS
        ? `expected ${TYPES[issue.origin]} that is not empty`
        : `expected ${issue.minimum}${UNITS[issue.origin] ?? ''} or more`;
    case 'too_big':
      return `expected ${issue.maximum}${UNITS[issue.origin] ?? ''} or less`;
    case 'invalid_format':
      return `expected text that matches ${issue.pattern}`;
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(FIELD_SEPARATOR) : undefined;
    default:
      return undefined;
  }
};
