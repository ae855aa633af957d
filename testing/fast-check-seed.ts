import fc from 'fast-check';

// Runs before the tests of packages that have properties: each run tries the same cases, unless another seed is given.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
