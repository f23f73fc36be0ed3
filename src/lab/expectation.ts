/** What the schema expects, in the words of a lab file's author. zod's own messages speak of strings and records. */
import { z } from 'zod';
import { expectedOneOf } from './nearest.ts';

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

/** YAML takes 2.1 for a number and true for a truth value. */
const needsQuotes = (expected: string, input: unknown): boolean =>
  expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');

const UNITS: Record<string, string> = { string: ' characters', array: ' items' };

const FIELD_SEPARATOR = ', ';

/** zod names the unknown fields, not those there are; they travel in the message. */
export const fieldsIn = (message: string): string[] => message.split(FIELD_SEPARATOR);

/** `expected …` for every issue but an unknown field, whose message is the list of the known ones (`fieldsIn`). */
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
