/** Sizes and colours. Lost requests are darker than answered ones, also in black and white. */

export const WIDTH = 1000;
export const MARGIN = 24;
/** The horizontal extent of the chart. */
export const CHART = { left: 150, right: WIDTH - MARGIN };

export const SIZE = { title: 21, name: 15, text: 14, label: 13, small: 11.5 };

export const INK = '#1d2733';
export const FAINT = '#5b6775';
export const GRID = '#dde2e8';
export const ANSWERED = '#8ecfae';
export const LOST = '#b3261e';
export const PREDICTED = { fill: '#fbeec2', line: '#b98a00', ink: '#7a5b00' };

const DIRECTORS = ['#2b62a8', '#b3570f', '#6b4a9c', '#4c5f70'];
export const directorColour = (index: number): string => DIRECTORS[index % DIRECTORS.length] ?? INK;

export const hatchOf = (index: number): string => `url(#silent${index})`;
