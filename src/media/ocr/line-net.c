// The layers of Tesseract's networks for lines of print, eight lines side by side. Compile after a change with
// clang --target=wasm32 -O3 -msimd128 -nostdlib -fno-builtin -Wl,--no-entry -Wl,--export-dynamic -Wl,--export=__heap_base \
//   -o line-net.wasm line-net.c
// Activations are whole numbers from -127 to 127, as [step][channel / 2][lane][channel % 2]: one instruction multiplies the pairs of four lanes.
#include <wasm_simd128.h>

#define EXPORT __attribute__((visibility("default")))
#define LANES 8
#define CHANNELS 16
typedef short i16;
typedef int i32;

static inline v128_t clamp(v128_t x, float most) {
  return wasm_f32x4_pmax(wasm_f32x4_splat(-most), wasm_f32x4_pmin(wasm_f32x4_splat(most), x));
}

/// A rational approximation, exact to 1e-6. Source: Eigen, generic_fast_tanh_float.
static inline v128_t tanh4(v128_t x) {
  x = clamp(x, 7.9f);
  v128_t square = wasm_f32x4_mul(x, x);
#define STEP(sum, term) wasm_f32x4_add(wasm_f32x4_mul(sum, square), wasm_f32x4_splat(term))
  v128_t p = wasm_f32x4_splat(-2.76076847742355e-16f);
  p = STEP(p, 2.00018790482477e-13f);
  p = STEP(p, -8.60467152213735e-11f);
  p = STEP(p, 5.12229709037114e-08f);
  p = STEP(p, 1.48572235717979e-05f);
  p = STEP(p, 6.37261928875436e-04f);
  p = STEP(p, 4.89352455891786e-03f);
  v128_t q = wasm_f32x4_splat(1.19825839466702e-06f);
  q = STEP(q, 1.18534705686654e-04f);
  q = STEP(q, 2.26843463243900e-03f);
  q = STEP(q, 4.89352518554385e-03f);
  return wasm_f32x4_div(wasm_f32x4_mul(x, p), q);
}

static inline v128_t sigmoid4(v128_t x) {
  v128_t half = wasm_f32x4_splat(0.5f);
  return wasm_f32x4_add(half, wasm_f32x4_mul(half, tanh4(wasm_f32x4_mul(half, x))));
}

static inline v128_t scaled(v128_t sum, const float *scale) {
  return wasm_f32x4_mul(wasm_f32x4_convert_i32x4(sum), wasm_v128_load32_splat(scale));
}

/// Writes four lanes of one channel, -1 to 1.
static inline void put(v128_t x, i16 *to) {
  v128_t whole = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(clamp(wasm_f32x4_mul(x, wasm_f32x4_splat(127)), 127)));
  to[0] = wasm_i32x4_extract_lane(whole, 0);
  to[2] = wasm_i32x4_extract_lane(whole, 1);
  to[4] = wasm_i32x4_extract_lane(whole, 2);
  to[6] = wasm_i32x4_extract_lane(whole, 3);
}

static inline void addPair(v128_t *sums, const i16 *weights, v128_t left, v128_t right) {
#pragma unroll
  for (i32 o = 0; o < 4; o++) {
    v128_t weight = wasm_v128_load32_splat(weights + 2 * o);
    sums[2 * o] = wasm_i32x4_add(sums[2 * o], wasm_i32x4_dot_i16x8(weight, left));
    sums[2 * o + 1] = wasm_i32x4_add(sums[2 * o + 1], wasm_i32x4_dot_i16x8(weight, right));
  }
}

/// Adds up four outputs: sums[output * 2 + half of the lanes].
static inline void addInputs(v128_t *sums, const i16 *input, const i16 *weights, i32 pairs) {
  for (i32 pair = 0; pair < pairs; pair++, input += 2 * LANES, weights += 8)
    addPair(sums, weights, wasm_v128_load(input), wasm_v128_load(input + LANES));
}

static inline void startSums(v128_t *sums, const i32 *bias) {
#pragma unroll
  for (i32 o = 0; o < 4; o++) sums[2 * o] = sums[2 * o + 1] = wasm_v128_load32_splat(bias + o);
}

/// A layer of memory cells. weights: [unit][pair of inputs, then of units][gate][2]; bias, scale: [unit][gate].
/// within: [step][lane], 0 between two lines, where memory ends; null: one line. isSummary: only the last step is put out.
/// state: [unit][lane]; hidden: room for two steps.
EXPORT void remember(const i16 *input, i16 *output, const i16 *weights, const i32 *bias, const float *scale, const float *within, float *state,
                     i16 *hidden, i32 inputs, i32 units, i32 steps, i32 isReversed, i32 isSummary) {
  i32 size = units * LANES;
  for (i32 index = 0; index < size; index++) state[index] = 0;
  for (i32 index = 0; index < 2 * size; index++) hidden[index] = 0;
  i16 *before = hidden;
  for (i32 count = 0; count < steps; count++) {
    i32 step = isReversed ? steps - 1 - count : count;
    i16 *now = !isSummary ? output + step * size : count == steps - 1 ? output : hidden + (count % 2 ? 0 : size);
    for (i32 unit = 0; unit < units; unit++) {
      const i16 *own = weights + unit * (inputs + units) * 4;
      v128_t sums[8];
      startSums(sums, bias + 4 * unit);
      addInputs(sums, input + step * inputs * LANES, own, inputs / 2);
      addInputs(sums, before, own + inputs * 4, units / 2);
#pragma unroll
      for (i32 half = 0; half < 2; half++) {
        float *cell = state + unit * LANES + 4 * half;
#define GATE(g) scaled(sums[2 * g + half], scale + 4 * unit + g)
        v128_t next = wasm_f32x4_add(wasm_f32x4_mul(sigmoid4(GATE(2)), wasm_v128_load(cell)), wasm_f32x4_mul(tanh4(GATE(0)), sigmoid4(GATE(1))));
        next = clamp(next, 100);
        if (within) next = wasm_f32x4_mul(next, wasm_v128_load(within + step * LANES + 4 * half));
        wasm_v128_store(cell, next);
        // What is forgotten is also not put out: tanh(0).
        put(wasm_f32x4_mul(tanh4(next), sigmoid4(GATE(3))), now + (unit / 2) * 2 * LANES + 8 * half + unit % 2);
      }
    }
    before = now;
  }
}

/// Adds up the inputs: [step][output][lane]; four outputs at a time. weights: [output / 4][pair][4][2].
EXPORT void connect(const i16 *input, float *output, const i16 *weights, const i32 *bias, const float *scale, i32 inputs, i32 outputs, i32 steps) {
  for (i32 step = 0; step < steps; step++)
    for (i32 first = 0; first < outputs; first += 4) {
      v128_t sums[8];
      startSums(sums, bias + first);
      addInputs(sums, input + step * inputs * LANES, weights + first * inputs, inputs / 2);
#pragma unroll
      for (i32 index = 0; index < 8; index++)
        wasm_v128_store(output + ((step * outputs + first) * 2 + index) * 4, scaled(sums[index], scale + first + index / 2));
    }
}

/// Sixteen 3 x 3 kernels, and the largest of each 3 x 3 results. image: [row][column][lane] of height x (3 steps) pixels and a rim of one.
/// output: [step][row / 3] and on as said above. weights: [output / 4][5 pairs][4][2], pixels column by column, the tenth is none.
EXPORT void convolve(const i16 *image, i16 *output, const i16 *weights, const i32 *bias, const float *scale, i32 height, i32 steps) {
  i32 across = (3 * steps + 2) * LANES;
  for (i32 step = 0; step < steps; step++)
    for (i32 row = 0; row < height / 3; row++)
      for (i32 first = 0; first < CHANNELS; first += 4) {
        v128_t most[8];
        for (i32 index = 0; index < 8; index++) most[index] = wasm_i32x4_splat(-2147483647);
        for (i32 place = 0; place < 9; place++) {
          const i16 *corner = image + (3 * row + place % 3) * across + (3 * step + place / 3) * LANES;
          v128_t pixels[10];
#pragma unroll
          for (i32 tap = 0; tap < 9; tap++) pixels[tap] = wasm_v128_load(corner + (tap % 3) * across + (tap / 3) * LANES);
          pixels[9] = wasm_i32x4_splat(0);
          v128_t sums[8];
          startSums(sums, bias + first);
#pragma unroll
          for (i32 pair = 0; pair < 5; pair++)
            addPair(sums, weights + first * 10 + pair * 8,
                    wasm_i16x8_shuffle(pixels[2 * pair], pixels[2 * pair + 1], 0, 8, 1, 9, 2, 10, 3, 11),
                    wasm_i16x8_shuffle(pixels[2 * pair], pixels[2 * pair + 1], 4, 12, 5, 13, 6, 14, 7, 15));
#pragma unroll
          for (i32 index = 0; index < 8; index++) most[index] = wasm_i32x4_max(most[index], sums[index]);
        }
#pragma unroll
        for (i32 index = 0; index < 8; index++) {
          i32 channel = first + index / 2;
          i16 *to = output + ((step * (height / 3) + row) * CHANNELS + channel / 2 * 2) * LANES + 8 * (index % 2) + channel % 2;
          put(tanh4(scaled(most[index], scale + channel)), to);
        }
      }
}
