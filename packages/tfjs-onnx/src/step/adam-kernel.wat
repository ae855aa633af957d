;; One step of Adam on a block of floats, four at a time, in place.
;;
;; The block lies in memory as four arrays of 8,192 floats: the variable at byte 0, its mean at 32,768, its variance at
;; 65,536, its gradient at 98,304.
;;
;;   m = beta1 m + intoMean g
;;   v = beta2 v + intoVariance g g
;;   p = shrink p - stepSize m / (sqrt(v) + guard)
;;
;; Moments smaller than any normal float become 0: they would be denormal, and arithmetic many times slower.
(module
  (memory (export "memory") 2)
  (func (export "adam")
    (param $bytes i32)
    (param $beta1 f32) (param $intoMean f32)
    (param $beta2 f32) (param $intoVariance f32)
    (param $stepSize f32) (param $guard f32) (param $shrink f32)
    (local $at i32) (local $g v128) (local $m v128) (local $v v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $bytes)))
        (local.set $g (v128.load offset=98304 (local.get $at)))
        (local.set $m
          (f32x4.add
            (f32x4.mul (f32x4.splat (local.get $beta1)) (v128.load offset=32768 (local.get $at)))
            (f32x4.mul (f32x4.splat (local.get $intoMean)) (local.get $g))))
        (local.set $v
          (f32x4.add
            (f32x4.mul (f32x4.splat (local.get $beta2)) (v128.load offset=65536 (local.get $at)))
            (f32x4.mul
              (f32x4.splat (local.get $intoVariance))
              (f32x4.mul (local.get $g) (local.get $g)))))
        (local.set $m
          (v128.andnot
            (local.get $m)
            (f32x4.lt (f32x4.abs (local.get $m)) (f32x4.splat (f32.const 0x1p-126)))))
        (local.set $v
          (v128.andnot
            (local.get $v)
            (f32x4.lt (local.get $v) (f32x4.splat (f32.const 0x1p-126)))))
        (v128.store offset=32768 (local.get $at) (local.get $m))
        (v128.store offset=65536 (local.get $at) (local.get $v))
        (v128.store (local.get $at)
          (f32x4.sub
            (f32x4.mul (f32x4.splat (local.get $shrink)) (v128.load (local.get $at)))
            (f32x4.div
              (f32x4.mul (f32x4.splat (local.get $stepSize)) (local.get $m))
              (f32x4.add
                (f32x4.sqrt (local.get $v))
                (f32x4.splat (local.get $guard))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))))
