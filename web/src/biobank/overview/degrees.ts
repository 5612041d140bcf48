/** A temperature as people read it. */
export const degrees = (value: number, decimal: (value: number, digits?: number) => string) =>
  `${decimal(value, 1)}\u00A0°C`;
