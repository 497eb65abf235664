/** Degrees Fahrenheit of degrees Celsius. */
export function toFahrenheit(celsius) {
  return (celsius * 5) / 9 + 32;
}

/** The mean of the readings, missing ones (null) left out; null when there is none. */
export function mean(readings) {
  const known = readings.filter((reading) => reading);
  return known.length === 0 ? null : known.reduce((sum, reading) => sum + reading, 0) / known.length;
}
