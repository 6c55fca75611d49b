/** Where Step Functions is bound to differ from the published cases of JSONata 2.0.6, by `group/case`. */
export const differences: Readonly<Record<string, string>> = {
  'range-operator/case021': 'ten million elements are beyond the memory that AWS gives an expression',
  'range-operator/case024': 'ten million elements are beyond the memory that AWS gives an expression',
  'tail-recursion/case001':
    'a hundred calls that wait for each other are deeper than AWS lets an expression go',
};

/** The reference implementation calls bounds by this code, AWS by no code. */
export const codeOfBounds = 'U1001';
