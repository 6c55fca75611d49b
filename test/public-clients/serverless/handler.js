exports.double = async ({ n }) => ({ n: 2 * n });

exports.refuse = async () => {
  throw new TypeError('refused');
};
