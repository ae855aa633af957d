import fc from 'fast-check';

// Runs before the tests of packages with property tests. Every run tries the same cases unless FAST_CHECK_SEED is set.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
