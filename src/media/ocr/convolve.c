// One layer of a convolutional network: four outputs of eight columns at a time. Compile after a change with
// clang --target=wasm32 -O3 -msimd128 -nostdlib -fno-builtin -Wl,--no-entry -Wl,--export-dynamic -Wl,--export=__heap_base \
//   -o convolve.wasm convolve.c
// All numbers are 32-bit floats, channel by channel and row by row; widths of results are multiples of eight. JavaScript lays out the memory.
#include <wasm_simd128.h>

typedef int i32;

__attribute__((visibility("default"))) void convolve(const float *input, i32 across, i32 plane, i32 channels, const float *weights, const float *bias,
                                                     i32 high, i32 wide, float *result, i32 outputs, i32 height, i32 width, float floor) {
  i32 each = channels * high * wide;
  for (i32 group = 0; group < outputs; group += 4) {
    // The last four, where they are fewer, are computed again with some before them.
    i32 first = group + 4 > outputs ? outputs - 4 : group;
    for (i32 y = 0; y < height; y++)
      for (i32 x = 0; x < width; x += 8) {
        v128_t sums[8];
#pragma unroll
        for (i32 o = 0; o < 4; o++) sums[2 * o] = sums[2 * o + 1] = wasm_v128_load32_splat(bias + first + o);
        const float *own = weights + first * each;
        for (i32 channel = 0; channel < channels; channel++)
          for (i32 row = 0; row < high; row++) {
            const float *at = input + channel * plane + (y + row) * across + x;
            for (i32 column = 0; column < wide; column++, at++, own++) {
              v128_t left = wasm_v128_load(at), right = wasm_v128_load(at + 4);
#pragma unroll
              for (i32 o = 0; o < 4; o++) {
                v128_t weight = wasm_v128_load32_splat(own + o * each);
                sums[2 * o] = wasm_f32x4_add(sums[2 * o], wasm_f32x4_mul(weight, left));
                sums[2 * o + 1] = wasm_f32x4_add(sums[2 * o + 1], wasm_f32x4_mul(weight, right));
              }
            }
          }
#pragma unroll
        for (i32 index = 0; index < 8; index++)
          wasm_v128_store(result + ((first + index / 2) * height + y) * width + x + 4 * (index % 2), wasm_f32x4_max(sums[index], wasm_f32x4_splat(floor)));
      }
  }
}

/// The larger of two rows, and with `wide` of two columns as well. The width is a multiple of eight.
__attribute__((visibility("default"))) void pool(const float *input, i32 channels, i32 height, i32 width, i32 wide, float *result) {
  for (i32 channel = 0; channel < channels; channel++, input += height * width)
    for (i32 y = 0; y + 2 <= height; y += 2)
      for (const float *at = input + y * width, *end = at + width; at < end; at += 8) {
        v128_t left = wasm_f32x4_max(wasm_v128_load(at), wasm_v128_load(at + width));
        v128_t right = wasm_f32x4_max(wasm_v128_load(at + 4), wasm_v128_load(at + 4 + width));
        if (wide) {
          wasm_v128_store(result, wasm_f32x4_max(wasm_i32x4_shuffle(left, right, 0, 2, 4, 6), wasm_i32x4_shuffle(left, right, 1, 3, 5, 7)));
          result += 4;
        } else {
          wasm_v128_store(result, left);
          wasm_v128_store(result + 4, right);
          result += 8;
        }
      }
}
