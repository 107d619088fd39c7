/** Company holidays of Recife as `rules.md` section 4 lists them, told a second time on purpose: the graders share nothing with the product. */
const FIXED = new Set('01-01 03-06 04-21 05-01 06-24 07-16 09-07 10-12 11-02 11-15 11-20 12-08 12-25'.split(' '))
/** Days from Easter: Carnival Monday and Tuesday, Good Friday, Corpus Christi. */
const MOVABLE = [-48, -47, -2, 60]

export function isCompanyHoliday(date: Temporal.PlainDate): boolean {
  if (FIXED.has(date.toString().slice(5))) return true
  return MOVABLE.some((days) => easter(date.year).add({ days }).equals(date))
}

/** Easter Sunday of the Gregorian calendar, after Gauss with Lichtenberg's correction. */
function easter(year: number): Temporal.PlainDate {
  const century = Math.floor(year / 100)
  const moon = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25)
  const sun = 2 - Math.floor((3 * century + 3) / 4)
  const golden = year % 19
  const seed = (19 * golden + moon) % 30
  const shift = Math.floor(seed / 29) + (Math.floor(seed / 28) - Math.floor(seed / 29)) * Math.floor(golden / 11)
  const border = 21 + seed - shift
  const firstSunday = 7 - ((year + Math.floor(year / 4) + sun) % 7)
  const distance = 7 - ((border - firstSunday) % 7)
  return Temporal.PlainDate.from({ year, month: 3, day: 1 }).add({ days: border + distance - 1 })
}
