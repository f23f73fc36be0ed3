import { element } from './svg.ts';
import { directorColour, hatchOf } from './theme.ts';

/** An SVG pattern of diagonal lines in the colour of a director. */
export const hatching = (index: number): string =>
  element(
    'pattern',
    {
      id: hatchOf(index).slice('url(#'.length, -1),
      width: 7,
      height: 7,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    element('rect', { width: 7, height: 7, fill: '#fff' }),
    element('rect', { width: 2, height: 7, fill: directorColour(index), opacity: 0.55 }),
  );
