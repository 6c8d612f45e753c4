import { randomInt } from 'node:crypto'

const WORDS =
  `acorn amber anchor apple arrow atlas autumn badge bamboo barrel basil beacon berry birch biscuit blanket
bottle branch breeze bridge bronze bucket butter button cabin cactus camera candle canoe canvas carbon carpet castle
cedar cellar chalk cherry cider cinder clover cobalt coffee comet copper coral cotton cradle crater cricket crystal
daisy dancer dawn delta desert domino dragon drum eagle ember engine falcon feather fennel fern ferry fiddle flint
forest fossil fountain garden garlic ginger glacier granite guitar hammer harbor hazel helmet heron honey ivory jasmine
jigsaw juniper kettle ladder lantern lemon lentil lilac linen lobster magnet mango maple marble meadow melon meteor
mirror mosaic muffin nectar needle nickel noodle nutmeg oasis ocean olive onion orbit orchid otter paddle panda paper
pebble pencil pepper pigeon pillow piston planet plum pocket poppy prairie puzzle quartz rabbit radish raven ribbon
river rocket saddle saffron sailor salmon sandal saturn scarf shadow silver sparrow spiral spruce summit sunset tablet
teapot temple thistle thunder timber tomato tulip tunnel turtle velvet violet violin walnut willow window winter zebra`.split(
    /\s+/,
  )

/** Five random words: 36 bits and more, and easy to type on a phone. */
export function passPhrase(): string {
  return Array.from({ length: 5 }, () => WORDS[randomInt(WORDS.length)]).join('-')
}
