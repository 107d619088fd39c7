// Loops over the pixels of a picture. Compile after a change with
// clang --target=wasm32 -O3 -msimd128 -mnontrapping-fptoint -nostdlib -fno-builtin -Wl,--no-entry -Wl,--export-dynamic -Wl,--export=__heap_base \
//   -o pixels.wasm pixels.c
// Pictures have one byte a pixel, row by row. JavaScript lays out the memory.
#include <wasm_simd128.h>

#define EXPORT __attribute__((visibility("default")))
#define MESH 16
typedef unsigned char u8;
typedef unsigned short u16;
typedef int i32;

static inline i32 least(i32 a, i32 b) { return a < b ? a : b; }

static inline u8 level(float value) { return value < 0 ? 0 : value > 255 ? 255 : (u8)value; }

/// Whether one of sixteen pixels is darker.
static inline i32 anyDarker(const u8 *at, v128_t limit) { return wasm_v128_any_true(wasm_u8x16_lt(wasm_v128_load(at), limit)); }

/// Pixels side by side that are darker than a limit, as first pixel, the one after the last and the darkest level. starts: for each row and for
/// the end, where its runs begin. Returns how many there are.
EXPORT i32 findRuns(const u8 *image, i32 width, i32 height, i32 limit, i32 *runs, i32 *starts) {
  v128_t most = wasm_i8x16_splat(limit);
  i32 count = 0;
  for (i32 y = 0; y < height; y++) {
    const u8 *row = image + y * width;
    starts[y] = count;
    for (i32 x = 0; x < width;) {
      if (x + 16 <= width && !anyDarker(row + x, most)) {
        x += 16;
        continue;
      }
      // Here or a little further on.
      i32 end = least(width, x + 16);
      while (x < end && row[x] >= limit) x++;
      if (x == end) continue;
      i32 from = x, darkest = 255;
      for (; x < width && row[x] < limit; x++) darkest = least(darkest, row[x]);
      runs[3 * count] = from;
      runs[3 * count + 1] = x;
      runs[3 * count + 2] = darkest;
      count++;
    }
  }
  starts[height] = count;
  return count;
}

/// Pixels darker than a limit with one at least as bright as `bright` two rows below, as x and y from the corner of the area. Returns how many.
EXPORT i32 findLowerEdges(const u8 *image, i32 across, i32 x0, i32 y0, i32 width, i32 height, i32 limit, i32 bright, short *edges) {
  v128_t most = wasm_i8x16_splat(limit);
  i32 count = 0;
  for (i32 y = 0; y < height - 2; y++) {
    const u8 *row = image + (y0 + y) * across + x0;
    for (i32 x = 0; x < width;) {
      i32 end = least(width, x + 16);
      if (end == x + 16 && !anyDarker(row + x, most)) {
        x = end;
        continue;
      }
      for (; x < end; x++)
        if (row[x] < limit && row[x + 2 * across] >= bright) {
          edges[2 * count] = x;
          edges[2 * count + 1] = y;
          count++;
        }
    }
  }
  return count;
}

/// How much edges gather in few rows along a slope: the sum of the squares of their numbers. rows: room for a number for each row.
EXPORT double scoreSlope(const short *edges, i32 count, double slope, double shift, i32 *rows, i32 size) {
  for (i32 row = 0; row < size; row++) rows[row] = 0;
  for (i32 index = 0; index < count; index++) rows[(i32)(edges[2 * index + 1] - edges[2 * index] * slope + shift)]++;
  double sum = 0;
  for (i32 row = 0; row < size; row++) sum += (double)rows[row] * rows[row];
  return sum;
}

/// The level that a part of an area's pixels stays under.
EXPORT i32 levelBelow(const u8 *image, i32 across, i32 x0, i32 y0, i32 x1, i32 y1, float part) {
  i32 counts[256];
  for (i32 index = 0; index < 256; index++) counts[index] = 0;
  for (i32 y = y0; y < y1; y++)
    for (i32 x = x0; x < x1; x++) counts[image[y * across + x]]++;
  float wanted = (x1 - x0) * (y1 - y0) * part;
  i32 found = 0, below = 0;
  while (found < 255 && below + counts[found] < wanted) below += counts[found++];
  return found;
}

/// Four pixels as numbers.
static inline v128_t fourPixels(const u8 *at) {
  return wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(at))));
}

/// Divides a picture by the brightness of its paper. paper: in the middle of blocks of `side` pixels, `across` of them side by side; white: what paper
/// becomes. Reads and writes up to three pixels further. middles: room for a row of blocks.
EXPORT void divideByPaper(const u8 *image, u8 *result, i32 width, i32 height, const float *paper, i32 across, i32 down, float side, float white,
                          float *middles) {
  for (i32 y = 0; y < height; y++, image += width, result += width) {
    // Before the first middle and after the last, paper is as there.
    float place = (y + 0.5f) / side - 0.5f;
    i32 row = place < 0 ? 0 : least(down - 1, (i32)place);
    float part = place < 0 ? 0 : place - row;
    const float *above = paper + row * across, *below = paper + least(down - 1, row + 1) * across;
    for (i32 block = 0; block < across; block++) middles[block] = above[block] + (below[block] - above[block]) * part;
    i32 x = 0;
    for (i32 block = -1; block < across; block++) {
      float here = middles[block < 0 ? 0 : block], rise = (middles[least(across - 1, block + 1)] - here) / side;
      float middle = (block + 0.5f) * side - 0.5f;
      i32 end = block == across - 1 ? width : least(width, (i32)(middle + side + 1));
      v128_t light = wasm_f32x4_add(wasm_f32x4_make(0, 1, 2, 3), wasm_f32x4_splat(x - middle));
      light = wasm_f32x4_add(wasm_f32x4_mul(light, wasm_f32x4_splat(rise)), wasm_f32x4_splat(here));
      for (; x < end; x += 4, light = wasm_f32x4_add(light, wasm_f32x4_splat(4 * rise))) {
        v128_t value = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(image + x))));
        value = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_div(wasm_f32x4_mul(value, wasm_f32x4_splat(white)), light));
        value = wasm_i16x8_narrow_i32x4(value, value);
        wasm_v128_store32_lane(result + x, wasm_u8x16_narrow_i16x8(value, value), 0);
      }
      x = end;
    }
  }
}

/// Moves each pixel away from the mean of the box around it. blurred: room for a picture; sums: room for a row.
EXPORT void sharpen(const u8 *image, u8 *result, i32 width, i32 height, i32 radius, float amount, u8 *blurred, i32 *sums) {
  i32 span = 2 * radius + 1, inverse = 65536 / span + 1;
  for (i32 y = 0; y < height; y++) {
    const u8 *row = image + y * width;
    i32 sum = row[0] * radius;
    for (i32 x = 0; x <= radius; x++) sum += row[least(x, width - 1)];
    for (i32 x = 0; x < width; x++) {
      blurred[y * width + x] = (sum * inverse) >> 16;
      sum += row[least(width - 1, x + radius + 1)] - row[x < radius ? 0 : x - radius];
    }
  }
  for (i32 x = 0; x < width; x++) sums[x] = blurred[x] * radius;
  for (i32 y = 0; y <= radius; y++)
    for (i32 x = 0; x < width; x++) sums[x] += blurred[least(y, height - 1) * width + x];
  for (i32 y = 0; y < height; y++) {
    const u8 *row = image + y * width;
    const u8 *in = blurred + least(height - 1, y + radius + 1) * width, *out = blurred + (y < radius ? 0 : y - radius) * width;
    for (i32 x = 0; x < width; x++) {
      float mean = (sums[x] * inverse) >> 16;
      result[y * width + x] = level(row[x] + amount * (row[x] - mean));
      sums[x] += in[x] - out[x];
    }
  }
}

/// Draws some rows between two rows of a mesh, whose points tell every sixteenth pixel's place in the picture as x and y. Outside is white.
/// across, down: for each 256th of a pixel how much each of four pixels counts, in 2048ths: a, b, c, d, a, b, c, d and a, a, b, b, c, c, d, d.
EXPORT void drawBand(const u8 *image, i32 width, i32 height, u8 *drawn, i32 wide, i32 rows, const float *above, const float *below, const short *across,
                     const i32 *down) {
  for (i32 y = 0; y < rows; y++) {
    float share = (float)y / MESH;
#define MIX(at) (i32)((above[at] + (below[at] - above[at]) * share) * 65536)
    for (i32 left = 0; left < wide; left += MESH) {
      i32 at = left / MESH * 2;
      // In 65536ths of a pixel.
      i32 px = MIX(at), py = MIX(at + 1);
      i32 stepX = (MIX(at + 2) - px) / MESH, stepY = (MIX(at + 3) - py) / MESH;
      u8 *to = drawn + y * wide + left, *end = to + least(MESH, wide - left);
      for (; to < end; to++, px += stepX, py += stepY) {
        i32 ix = px >> 16, iy = py >> 16;
        if (ix < 1 || iy < 1 || ix >= width - 2 || iy >= height - 2) {
          *to = 255;
          continue;
        }
        const u8 *from = image + (iy - 1) * width + ix - 1;
        const short *ways = across + 8 * (px >> 8 & 255);
        const i32 *rises = down + 8 * (py >> 8 & 255);
        v128_t upper = wasm_v128_load32_lane(from + width, wasm_v128_load32_zero(from), 1);
        v128_t lower = wasm_v128_load32_lane(from + 3 * width, wasm_v128_load32_zero(from + 2 * width), 1);
        v128_t weights = wasm_v128_load(ways);
        upper = wasm_i32x4_mul(wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(upper), weights), wasm_v128_load(rises));
        lower = wasm_i32x4_mul(wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(lower), weights), wasm_v128_load(rises + 4));
        v128_t sum = wasm_i32x4_add(upper, lower);
        sum = wasm_i32x4_add(sum, wasm_i32x4_shuffle(sum, sum, 2, 3, 0, 1));
        i32 value = (wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1)) >> 22;
        *to = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
