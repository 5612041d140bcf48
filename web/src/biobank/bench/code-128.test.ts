import { expect, it } from 'vitest';
import { code128, quiet } from './code-128.ts';

it('draws a barcode as another encoder did', () => {
  const path = code128('IDUN-UNDO')
    .bars.map(([from, width]) => `M${from} 0h${width}v40h-${width}z`)
    .join('');
  // From the mock-up of the bench, drawn with other code.
  expect(path.startsWith('M10 0h2v40h-2zM13 0h1v40h-1zM16 0h1v40h-1zM21 0h2v40h-2zM26 0h1v40h-1zM30 0h1v40h-1z')).toBe(
    true,
  );
  expect(
    path.endsWith('M124 0h1v40h-1zM126 0h3v40h-3zM131 0h2v40h-2zM136 0h3v40h-3zM140 0h1v40h-1zM142 0h2v40h-2z'),
  ).toBe(true);
  expect(code128('IDUN-UNDO').width).toBe(154);
});

it('has the length the standard gives, and no letter beyond ASCII', () => {
  expect(code128('A').width).toBe(11 * 3 + 13 + 2 * quiet);
  expect(() => code128('Å')).toThrow(RangeError);
});
