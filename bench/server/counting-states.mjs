/** States that count `n` of their input up to `roundsMax` and then lead to `afterwards`: a Pass and a Choice each round. */
export function countingStates(roundsMax, afterwards) {
  return {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Again' },
    Again: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericLessThan: roundsMax, Next: 'Count' }],
      Default: afterwards,
    },
  };
}
