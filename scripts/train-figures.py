"""Trains the network that reads figures in photos (src/media/ocr/figure-net.ts). Needs Python 3.11, numpy, Pillow and torch.

train-figures.py SECONDS OUT.bin FONT...

Renders figures as bills print them, degrades them as phones and messengers do, and trains a small convolutional network: first where each sign
stands (for a third of the time), then with CTC. OUT.bin holds its weights, a byte each; a second run goes on from OUT.bin.pt. Made for the
weights in use: 18 and then 11 minutes on a busy pair of cores, with Liberation, DejaVu, Lato, Open Sans, Roboto, Inter, Source Sans and Arimo.
"""
import io, math, os, random, struct, sys, time
import numpy as np, torch
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from torch import nn

ALPHABET = "0123456789,./- ?"           # class 0 is CTC's blank; "?" is any other sign
HEIGHT, DIGIT, WIDTH = 24, 15, 192      # of the picture and of a digit, in pixels
LETTERS = "ABCDEFGHJKLMNPQRTUVXYZabcdefghkmnprtuvxyzçãéW$%():"
MONTHS = "JAN FEV MAR ABR MAI JUN JUL AGO SET OUT NOV DEZ".split()

def digits(n): return "".join(random.choice("0123456789") for _ in range(n))
def number(n): return random.choice("123456789") + digits(n - 1) if n else ""
def grouped(s): return f"{int(s):,}".replace(",", ".")
def money():
    s = number(random.choice([1, 2, 2, 3, 3, 3, 4, 5]))
    return (grouped(s) if random.random() < .7 else s) + "," + digits(2)
def date():
    d, m, y = random.randint(1, 31), random.randint(1, 12), random.choice([2024, 2025, 2026, 2027])
    return random.choice([f"{d:02}/{m:02}/{y}"] * 4 + [f"{d:02}/{m:02}", f"{m:02}/{y}", f"{d:02}/{m:02}/{y % 100:02}", f"{d:02}.{m:02}.{y}"])
def word(): return "".join(random.choice(LETTERS) for _ in range(random.randint(1, 9)))
def figure():
    r = random.random()
    if r < .30: return number(random.choice([1, 2, 2, 3, 3, 3, 3, 4, 4, 5]))
    if r < .45: return money()
    if r < .52: return digits(1) + "," + digits(random.choice([3, 5, 6, 8]))
    if r < .60: return date()
    if r < .66: return number(random.randint(6, 12))
    if r < .70: return f"{digits(1)}.{digits(3)}.{digits(3)}.{digits(3)}-{digits(2)}"
    if r < .75: return random.choice(["R$ ", "R$"]) + money()
    if r < .79: return f"{digits(11)}-{digits(1)} {digits(6)}" if random.random() < .5 else f"{digits(5)}.{digits(5)} {digits(5)}"
    if r < .82: return "-" + money() if random.random() < .5 else money() + "-"
    if r < .85: return f"{digits(2)}:{digits(2)}:{digits(2)}" if random.random() < .4 else digits(2) + "," + digits(2) + "%"
    if r < .89: return random.choice(MONTHS) + random.choice(["/", "", " "]) + random.choice(["25", "26", "2025", "2026"])
    if r < .92: return number(3) + " " + number(2)
    if r < .94: return number(3) + " kWh"
    return word() if random.random() < .6 else word() + " " + number(random.randint(1, 4))
def label(text): return "".join(c if c in ALPHABET else "?" for c in text)

FONTS = {}
def font(path, size):
    key = (path, size)
    if key not in FONTS: FONTS[key] = ImageFont.truetype(path, size)
    return FONTS[key]

def sample(paths):
    while True:
        text = figure(); path = random.choice(paths)
        high = math.exp(random.uniform(math.log(6.2), math.log(20)))       # digit height in the photo
        f48 = font(path, 48); b = f48.getbbox("0"); digit48 = b[3] - b[1]
        f = font(path, max(8, round(48 * high * 2.2 / digit48))); b = f.getbbox("0"); dh = b[3] - b[1]
        w = f.getlength(text)
        if w * DIGIT / dh < WIDTH - 20: break
    pad = dh
    im = Image.new("L", (int(w) + 2 * pad, dh + 2 * pad), 255); d = ImageDraw.Draw(im)
    ink = random.randint(0, 90)
    d.text((pad, pad - b[1]), text, font=f, fill=ink)
    if random.random() < .15:                                               # frames of tables
        lw = random.randint(1, max(1, dh // 8))
        side = random.random()
        if side < .3: x = pad - random.uniform(.15, .5) * dh; d.line((x, 0, x, im.height), fill=ink, width=lw)
        elif side < .6: x = pad + w + random.uniform(.15, .5) * dh; d.line((x, 0, x, im.height), fill=ink, width=lw)
        else: y = pad + dh * random.choice([-.3, 1.3]); d.line((0, y, im.width, y), fill=ink, width=lw)
    squeeze = random.uniform(.88, 1.1)
    k = high / dh
    cx, cy = im.width / 2, im.height / 2
    a = math.tan(math.radians(random.gauss(0, .8))); sh = math.tan(math.radians(random.gauss(0, 3)))
    W, H = max(4, round(im.width * k * squeeze)), max(4, round(im.height * k))
    im = im.transform(im.size, Image.AFFINE, (1, sh, -sh * cy + random.uniform(-2, 2), a, 1, -a * cx + random.uniform(-2, 2)), Image.BILINEAR, fillcolor=255)
    im = im.resize((W, H), Image.BOX)
    s = random.uniform(.15, random.choice([.09, .12, .17])  * high)
    im = im.filter(ImageFilter.GaussianBlur(s))
    v = np.asarray(im, np.float32)
    if random.random() < .3:                                                # a moving hand
        n = random.randint(2, max(2, round(.28 * high))); dx, dy = random.choice([(1, 0), (0, 1), (1, 1), (1, -1)])
        v = sum(np.roll(v, (i * dy, i * dx), (0, 1)) for i in range(n)) / n
    lo = random.uniform(0, 120); hi = random.uniform(lo + 60, 255)
    v = lo + v / 255 * (hi - lo) + np.linspace(-1, 1, W)[None, :] * random.gauss(0, 8) + np.random.normal(0, random.uniform(0, 9), v.shape)
    im = Image.fromarray(np.clip(v, 0, 255).astype(np.uint8))
    if random.random() < .8:
        buf = io.BytesIO(); im.save(buf, "JPEG", quality=random.randint(45, 90)); im = Image.open(buf)
    # Drawn for the network: the height that was measured is a little off, and so is the line.
    scale = DIGIT / (high * random.uniform(.92, 1.18)); jitter = random.uniform(-1.6, 1.6)
    top = (H - 0.0) / 2 - HEIGHT / 2 / scale - jitter / scale
    left = W / 2 - (w * k * squeeze / 2) - random.uniform(.15, .7) * high
    right = W / 2 + (w * k * squeeze / 2) + random.uniform(.15, .7) * high
    out = max(8, min(WIDTH, round((right - left) * scale)))
    v = np.asarray(im.transform((out, HEIGHT), Image.AFFINE, (1 / scale, 0, left, 0, 1 / scale, top), Image.BICUBIC, fillcolor=int(hi)), np.float32)
    lo, hi = np.quantile(v, .04), np.quantile(v, .75)
    if hi - lo > 15: v = np.clip((v - lo) / (hi - lo), 0, 1)
    else: v = v / 255
    full = np.ones((HEIGHT, out + out % 2), np.float32); full[:, :out] = v
    at = [((pad + f.getlength(text[:i])) * k * squeeze - left) * scale for i in range(len(text) + 1)]
    return full, label(text), at

def pack(batch):
    width = max(one[0].shape[1] for one in batch)
    x = np.ones((len(batch), 1, HEIGHT, width), np.float32); y = np.zeros((len(batch), width // 2), np.int64)
    for i, (v, text, at) in enumerate(batch):
        x[i, 0, :, :v.shape[1]] = v
        for c, a, b in zip(text, at, at[1:]):                               # the middle of each sign; blanks between
            m, h = (a + b) / 2, max(.26 * (b - a), .6)
            lo, hi = max(0, math.floor((m - h) / 2 + .5)), max(math.floor((m - h) / 2 + .5) + 1, math.floor((m + h) / 2 + .5))
            y[i, lo:hi] = ALPHABET.index(c) + 1
    return torch.from_numpy(x), torch.from_numpy(y), [one[1] for one in batch]

class Data(torch.utils.data.IterableDataset):
    def __init__(self, paths): self.paths = paths
    def __iter__(self):
        info = torch.utils.data.get_worker_info(); seed = 1 + (info.id if info else 0) + int(time.time()); random.seed(seed); np.random.seed(seed)
        while True:
            many = sorted((sample(self.paths) for _ in range(256)), key=lambda one: one[0].shape[1])
            for at in random.sample(range(0, 256, 64), 4): yield pack(many[at:at + 64])

net = nn.Sequential(
    nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.MaxPool2d((2, 1)),
    nn.Conv2d(24, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d((2, 1)),
    nn.Conv2d(32, 64, (3, 5), padding=(0, 2)), nn.ReLU(),
    nn.Conv2d(64, 64, (1, 5), padding=(0, 2)), nn.ReLU(),
    nn.Conv2d(64, len(ALPHABET) + 1, 1))

def decode(logits):                                                         # T x C
    out, last = "", 0
    for c in logits.argmax(-1).tolist():
        if c != last and c: out += ALPHABET[c - 1]
        last = c
    return out

def write(path):
    with open(path, "wb") as f:
        for m in net:
            if not isinstance(m, nn.Conv2d): continue
            w = m.weight.detach().numpy(); o = w.shape[0]; s = np.abs(w.reshape(o, -1)).max(1) / 127
            f.write(s.astype("<f4").tobytes()); f.write(m.bias.detach().numpy().astype("<f4").tobytes())
            f.write(np.round(w / s.reshape(-1, 1, 1, 1)).astype(np.int8).tobytes())
            f.write(b"\0" * (-f.tell() % 4))

if __name__ == "__main__":
    seconds, out, paths = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
    torch.set_num_threads(1); torch.manual_seed(1)
    loader = iter(torch.utils.data.DataLoader(Data(paths), batch_size=None, num_workers=2, prefetch_factor=8))
    resumed = os.path.exists(out + ".pt")
    if resumed: net.load_state_dict(torch.load(out + ".pt"))
    opt = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-4); ctc = nn.CTCLoss(zero_infinity=True)
    start = time.time(); step = 0; seen = []
    while True:
        part = (time.time() - start) / seconds
        if part >= 1: break
        for g in opt.param_groups: g["lr"] = (1.5e-3 if resumed else 3e-3) * min(1, (step + 1) / 100) * (.02 + .98 * .5 * (1 + math.cos(math.pi * part)))
        x, columns, texts = next(loader); y = net(x)[:, :, 0]; place = nn.functional.cross_entropy(y, columns); y = y.permute(2, 0, 1)
        t = torch.tensor([ALPHABET.index(c) + 1 for s in texts for c in s]); n = torch.tensor([len(s) for s in texts])
        loss = place if part < .3 and not resumed else ctc(y.log_softmax(-1), t, torch.full((len(texts),), y.shape[0]), n) + .1 * place
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 2.); opt.step()
        seen += [decode(y[:, i]) == s for i, s in enumerate(texts)]; step += 1
        if step % 200 == 0: print(step, round(time.time() - start), "loss %.3f right %.3f" % (loss.item(), np.mean(seen[-6400:])), flush=True)
        if step % 500 == 0: torch.save(net.state_dict(), out + ".pt"); write(out)
    torch.save(net.state_dict(), out + ".pt"); write(out)
