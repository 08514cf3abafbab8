"""Word lists that generated stores are made of: what is sold at which price, and neutral names of people and places."""

from typing import NamedTuple


class Range(NamedTuple):
    """A part of the product range; prices are per piece, or per kilogram where the goods are weighed."""

    category: str
    subcategory: str
    lowest_price: int
    highest_price: int
    weighed: bool
    names: tuple[str, ...]


RANGES = (
    Range(
        "Food", "Fruit and vegetables", 1, 6, True, ("Apples", "Bananas", "Carrots", "Tomatoes", "Jalapeños", "Grapes")
    ),
    Range("Food", "Cheese counter", 9, 32, True, ("Gouda", "Cheddar", "Brie", "Feta", "Mountain cheese")),
    Range("Food", "Bakery", 1, 7, False, ("Rye bread", "Baguette", "Croissant", "Bagel", "Apple cake, slice")),
    Range("Food", "Dairy", 1, 5, False, ("Whole milk 1 l", "Butter", "Yoghurt", "Crème fraîche", "Eggs, six")),
    Range("Food", "Pantry", 1, 9, False, ("Spaghetti", "Rice 1 kg", "Olive oil", "Honey", "Coffee beans", "Green tea")),
    Range("Home", "Cleaning", 2, 12, False, ("Washing powder", "Dish soap", "Sponges, five", "Bin bags")),
    Range(
        "Home", "Kitchen", 6, 95, False, ("Saucepan", "Chopping board, oak", "Bread knife", "Mixing bowl", 'Pan 11"')
    ),
    Range("Home", "Textiles", 8, 70, False, ("Bath towel", "Bed linen", "Cushion", "Tea towels, three")),
    Range(
        "Fashion", "Clothing", 10, 110, False, ("T-shirt", "Jeans", "Rain jacket", "Wool jumper", "Socks, five pairs")
    ),
    Range("Fashion", "Shoes", 25, 150, False, ("Trainers", "Walking boots", "Sandals")),
    Range("Electronics", "Small", 9, 60, False, ("Phone charger", "Desk lamp", "Batteries, eight", "USB stick")),
    Range("Electronics", "Large", 80, 480, False, ("Headphones", "Kettle", "Tablet", "Radio", 'Monitor 24"')),
    Range("Leisure", "Garden", 3, 90, False, ("Flower pot", "Garden hose", "Tomato plant", "Watering can")),
    Range("Leisure", "Toys and books", 4, 45, False, ("Puzzle", "Picture book", "Card game", "Building bricks")),
)
BRANDS = ("Alder", "Beacon", "Corvane")
SUPPLIERS = ("Harbour Wholesale", "Midland Goods", "Tern & Sons")
GIFT_CARD = "Gift card"

FIRST_NAMES = (
    "Ada", "Amir", "Anna", "Ben", "Carla", "Chen", "Clara", "Daniel", "Elena", "Emma", "Erik", "Fatima", "Felix",
    "Grace", "Hana", "Hugo", "Ida", "Ivan", "Jana", "Jonas", "Julia", "Karim", "Lara", "Leo", "Lina", "Lucas",
    "Maria", "Mateo", "Mia", "Nadia", "Nils", "Noah", "Nora", "Omar", "Paul", "Priya", "Rosa", "Sam", "Sofia",
    "Tom", "Vera", "Yuki",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Adeyemi", "Baker", "Becker", "Berg", "Brown", "Castro", "Clarke", "Costa", "Diaz", "Dubois", "Evans",
    "Fischer", "Garcia", "Green", "Hall", "Hansen", "Ito", "Jensen", "Kaya", "Keller", "Khan", "Kim", "Larsen",
    "Lopez", "Martin", "Meyer", "Moreau", "Nagy", "Novak", "O'Neill", "Okafor", "Park", "Patel", "Reid", "Rossi",
    "Santos", "Silva", "Singh", "Smith", "Svensson", "Taylor", "Turner", "Wagner", "Walker", "Weber", "Wood",
    "Young",
)  # fmt: skip
STREETS = ("Market Street", "Station Road", "Mill Lane", "Harbour Row", "Church Street", "Park Avenue", "Bridge Street")
CITIES = (
    ("Northbridge", "North"), ("Eastfield", "East"), ("Southport Quay", "South"), ("Westmere", "West"),
    ("Highmoor", "North"), ("Lakeside", "East"), ("Oldhaven", "South"), ("Millbrook", "West"),
)  # fmt: skip
REVIEWS = ("Friendly staff, easy parking.", "Wide range; queues on Saturdays.", "Clean, and quick at the till.")
