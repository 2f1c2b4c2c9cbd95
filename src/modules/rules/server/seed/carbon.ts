import { rowsOf } from './row.ts'

const c = rowsOf('carbon')
const uk = { in: 'INT' }
const hotel: [zh: string, en: string] = ['住宿（每房夜）', 'Hotel, per room night']

export const carbonRules = [
  c('carbon.grid.electricity', 0.494, 'kgCO2e/kWh', ['電力排碳係數', 'Grid electricity'], 'S55 · S56', {
    from: '2023-01-01',
    to: '2023-12-31',
    note: ['112 年度。', 'Year 2023.'],
  }),
  c('carbon.grid.electricity', 0.474, 'kgCO2e/kWh', ['電力排碳係數', 'Grid electricity'], 'S55 · S56', {
    from: '2024-01-01',
    to: '2024-12-31',
    note: ['113 年度。', 'Year 2024.'],
  }),
  c('carbon.grid.electricity', 0.467, 'kgCO2e/kWh', ['電力排碳係數', 'Grid electricity'], 'S55 · S56', {
    from: '2025-01-01',
    note: ['114 年度；新年度公告前沿用。', 'Year 2025; kept until a newer one is announced.'],
  }),
  c('carbon.fuel.diesel', 2.606, 'kgCO2e/L', ['柴油', 'Diesel'], 'S55'),
  c('carbon.fuel.petrol', 2.263, 'kgCO2e/L', ['車用汽油', 'Petrol'], 'S55'),
  c('carbon.fuel.lpg', 3.18, 'kgCO2e/kg', ['液化石油氣', 'LPG'], 'S55'),
  c('carbon.fuel.gas', 2.162, 'kgCO2e/m3', ['天然氣', 'Natural gas'], 'S55'),
  c('carbon.rail.expressTzeChiang', 0.036, 'kgCO2e/pkm', ['臺鐵自強號', 'Taiwan Railway, Tze-Chiang'], 'S57'),
  c('carbon.rail.chuKuang', 0.05, 'kgCO2e/pkm', ['臺鐵莒光號', 'Taiwan Railway, Chu-Kuang'], 'S57'),
  c('carbon.rail.local', 0.055, 'kgCO2e/pkm', ['臺鐵區間車', 'Taiwan Railway, local'], 'S57'),
  c('carbon.rail.highSpeed', 0.034, 'kgCO2e/pkm', ['高鐵', 'Taiwan High Speed Rail'], 'S58', {
    uncertain: true,
    note: ['來源可信度低。', 'Low-trust source.'],
  }),
  c('carbon.flight.international.economy', 0.109, 'kgCO2e/pkm', ['國際航班經濟艙', 'Flight, international, economy'], 'S59', {
    ...uk,
    note: ['含輻射強迫效應；上游另計。', 'With radiative forcing; upstream apart.'],
  }),
  c('carbon.flight.international.business', 0.317, 'kgCO2e/pkm', ['國際航班商務艙', 'Flight, international, business'], 'S59', uk),
  c('carbon.flight.international.average', 0.143, 'kgCO2e/pkm', ['國際航班平均', 'Flight, international, average'], 'S59', uk),
  c('carbon.flight.upstream', 0.017, 'kgCO2e/pkm', ['航班上游排放（加計）', 'Flight, upstream, added'], 'S59', uk),
  c('carbon.flight.shortHaul.economy', 0.126, 'kgCO2e/pkm', ['短程航班經濟艙', 'Flight, short haul, economy'], 'S59', uk),
  c('carbon.road.taxi', 0.149, 'kgCO2e/pkm', ['計程車', 'Taxi'], 'S59', uk),
  c('carbon.road.coach', 0.028, 'kgCO2e/pkm', ['遊覽車', 'Coach'], 'S59', uk),
  c('carbon.rail.metro', 0.029, 'kgCO2e/pkm', ['捷運、輕軌', 'Metro, light rail'], 'S59', uk),
  c('carbon.road.petrolCar', 0.163, 'kgCO2e/km', ['汽油小客車', 'Petrol car'], 'S59', uk),
  c('carbon.road.motorbike', 0.114, 'kgCO2e/km', ['機車', 'Motorbike'], 'S59', uk),
  c('carbon.hotel.night', 39, 'kgCO2e/roomNight', hotel, 'S59', { in: 'JP' }),
  c('carbon.hotel.night', 51.5, 'kgCO2e/roomNight', hotel, 'S59', { in: 'HK' }),
  c('carbon.hotel.night', 55.8, 'kgCO2e/roomNight', hotel, 'S59', { in: 'KR' }),
  c('carbon.hotel.night', 24.5, 'kgCO2e/roomNight', hotel, 'S59', { in: 'SG' }),
  c('carbon.hotel.night', 10.4, 'kgCO2e/roomNight', hotel, 'S59', { in: 'GB' }),
  c('carbon.hotel.night', 45, 'kgCO2e/roomNight', hotel, 'S59', {
    uncertain: true,
    note: ['來源未列臺灣，暫用預設值。', 'Taiwan is not listed; a default.'],
  }),
  c('carbon.water', 0.191, 'kgCO2e/m3', ['自來水', 'Water supply'], 'S59', uk),
  c('carbon.waste.landfill', 521, 'kgCO2e/t', ['廢棄物掩埋', 'Waste to landfill'], 'S59', uk),
  c('carbon.waste.compost', 9, 'kgCO2e/t', ['廚餘堆肥', 'Food waste composted'], 'S59', uk),
  c('carbon.material.paper', 1345, 'kgCO2e/t', ['紙張', 'Paper'], 'S59', uk),
  c('carbon.material.plastic', 3172, 'kgCO2e/t', ['塑膠', 'Plastic'], 'S59', uk),
  c('carbon.food.meatHeavy', 7.2, 'kgCO2e/personDay', ['飲食：多肉', 'Food: meat-heavy'], 'S60', uk),
  c('carbon.food.average', 5.6, 'kgCO2e/personDay', ['飲食：一般', 'Food: average'], 'S60', uk),
  c('carbon.food.vegetarian', 3.8, 'kgCO2e/personDay', ['飲食：蛋奶素', 'Food: vegetarian'], 'S60', uk),
  c('carbon.food.vegan', 2.9, 'kgCO2e/personDay', ['飲食：純素', 'Food: vegan'], 'S60', uk),
  c('carbon.food.mainMealShare', 1 / 3, 'ratio', ['一份正餐占一日之比例', 'Share of a main meal in a day'], 'S60', uk),
]
