;; One layer of a convolutional network, eight columns at a time. Compile with wat2wasm (npm package wabt) after a change.
;; All numbers are 32-bit floats, channel by channel and row by row; widths of results are multiples of eight.
(module
  (memory (export "memory") 1)
  (func (export "convolve")
    (param $input i32) (param $across i32) (param $plane i32) (param $channels i32)
    (param $weights i32) (param $bias i32) (param $high i32) (param $wide i32)
    (param $result i32) (param $out i32) (param $height i32) (param $width i32) (param $floor f32)
    (local $o i32) (local $y i32) (local $x i32) (local $i i32) (local $ky i32) (local $kx i32)
    (local $w i32) (local $row i32) (local $at i32) (local $weight v128) (local $left v128) (local $right v128)
    (loop $eachOut
      (local.set $y (i32.const 0))
      (loop $eachRow
        (local.set $x (i32.const 0))
        (loop $eachColumn
          (local.set $left (v128.load32_splat (i32.add (local.get $bias) (i32.shl (local.get $o) (i32.const 2)))))
          (local.set $right (local.get $left))
          ;; The weights of this output channel, one after the other.
          (local.set $w (i32.add (local.get $weights)
            (i32.shl (i32.mul (local.get $o) (i32.mul (local.get $channels) (i32.mul (local.get $high) (local.get $wide)))) (i32.const 2))))
          (local.set $i (i32.const 0))
          (loop $eachChannel
            (local.set $ky (i32.const 0))
            (loop $eachKernelRow
              (local.set $at (i32.add (local.get $input) (i32.shl
                (i32.add (i32.mul (local.get $i) (local.get $plane))
                  (i32.add (i32.mul (i32.add (local.get $y) (local.get $ky)) (local.get $across)) (local.get $x)))
                (i32.const 2))))
              (local.set $kx (i32.const 0))
              (loop $eachWeight
                (local.set $weight (v128.load32_splat (local.get $w)))
                (local.set $left (f32x4.add (local.get $left) (f32x4.mul (local.get $weight) (v128.load align=4 (local.get $at)))))
                (local.set $right (f32x4.add (local.get $right) (f32x4.mul (local.get $weight) (v128.load offset=16 align=4 (local.get $at)))))
                (local.set $w (i32.add (local.get $w) (i32.const 4)))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (local.set $kx (i32.add (local.get $kx) (i32.const 1)))
                (br_if $eachWeight (i32.lt_u (local.get $kx) (local.get $wide))))
              (local.set $ky (i32.add (local.get $ky) (i32.const 1)))
              (br_if $eachKernelRow (i32.lt_u (local.get $ky) (local.get $high))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $eachChannel (i32.lt_u (local.get $i) (local.get $channels))))
          (local.set $row (i32.add (local.get $result) (i32.shl
            (i32.add (i32.mul (i32.add (i32.mul (local.get $o) (local.get $height)) (local.get $y)) (local.get $width)) (local.get $x))
            (i32.const 2))))
          (v128.store align=4 (local.get $row) (f32x4.max (local.get $left) (f32x4.splat (local.get $floor))))
          (v128.store offset=16 align=4 (local.get $row) (f32x4.max (local.get $right) (f32x4.splat (local.get $floor))))
          (local.set $x (i32.add (local.get $x) (i32.const 8)))
          (br_if $eachColumn (i32.lt_u (local.get $x) (local.get $width))))
        (local.set $y (i32.add (local.get $y) (i32.const 1)))
        (br_if $eachRow (i32.lt_u (local.get $y) (local.get $height))))
      (local.set $o (i32.add (local.get $o) (i32.const 1)))
      (br_if $eachOut (i32.lt_u (local.get $o) (local.get $out))))))
