"""What the agencies publish and what therefore stays: telephones, street lines, e-mail addresses."""

from emma.privacy import address_key

NUMBERS: frozenset[str] = frozenset(
    """
    2023243000 2023258000 2024019246 2025014444 2026165525 2126203418 233733 2812485500 3128495201 5162610000
    6033340700 6033340888 7032354100 7033050289 711 7143685700 8002255324 8002557688 8002558155 8003250778
    8003755283 8004224453 8006564673 8007671833 8007721213 8007873224 8007997233 8008281120 8008291040 8008294059
    8008435678 8008778339 8008987180 8028726196 8028726199 8663155718 8663472423 8664872365 8772275511 8772474645
    8773824357 8774248374 8774872778 8883737888 8884074747 8884644218 8888747793 911 9738483100 988
    """.split()
)
ADDRESSES: frozenset[str] = frozenset(
    map(
        address_key,
        (
            "2150 Parklake Drive NE, Atlanta, GA 30345",
            "JFK Federal Building, 15 New Sudbury St., Boston, MA 02203",
            "101 W. Ida B. Wells Drive (formerly Congress Parkway), Chicago, IL 60605",
            "12484 E. Weaver Place, Centennial, CO",
            "8801 NW 7th Ave., Miami, FL 33150",
            "970 Broad St., Newark, NJ",
            "26 Federal Plaza, 3rd floor, Room 3-120, New York, NY 10278",
            "1717 Avenue H, Omaha, NE",
            "20760 N. US-281, San Antonio, TX 78258",
            "5107 Leesburg Pike, Falls Church, Virginia",
        ),
    )
)
EMAILS: frozenset[str] = frozenset(
    "newyork.asylum@uscis.dhs.gov chicago.asylum@uscis.dhs.gov i-9central@dhs.gov e-verify@dhs.gov ier@usdoj.gov "
    "public.engagement@uscis.dhs.gov".split()
)
