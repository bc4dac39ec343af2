"""Words of places and peoples: they stay in the text even where they look like names."""

_COUNTRIES = """
    afghanistan albania algeria algerie andorra angola argentina armenia aruba australia austria azerbaijan
    azerbaiyan bahamas bahrein bahrain bangladesh barbados belarus bielorrusia belgium belgica belize belice benin
    bhutan bolivia bosnia botswana brazil brasil brunei bulgaria burkina faso burma birmania burundi cambodia
    camboya cameroon camerun canada chad chile china colombia comoros congo croatia croacia cuba cyprus chipre
    czechia denmark dinamarca djibouti dominica dominicana ecuador egypt egipto salvador eritrea estonia eswatini
    ethiopia etiopia fiji finland finlandia france francia gabon gambia georgia germany alemania ghana greece
    grecia grenada granada guatemala guinea guyana haiti honduras hungary hungria iceland islandia india indonesia
    iran iraq irak ireland irlanda israel italy italia jamaica japan japon jordan jordania kazakhstan kenya kenia
    kiribati korea corea kosovo kuwait kyrgyzstan laos latvia letonia lebanon libano lesotho liberia libya libia
    liechtenstein lithuania lituania luxembourg macedonia madagascar malawi malaysia malasia maldives mali malta
    mauritania mauritius mexico micronesia moldova monaco mongolia montenegro morocco marruecos mozambique myanmar
    namibia nauru nepal netherlands holanda zealand zelanda nicaragua niger nigeria norway noruega oman pakistan
    palau palestine palestina panama papua paraguay peru philippines filipinas poland polonia portugal qatar
    romania rumania russia rusia rwanda ruanda samoa senegal serbia seychelles singapore singapur slovakia
    eslovaquia slovenia eslovenia somalia africa spain espana lanka sudan suriname sweden suecia switzerland suiza
    syria siria taiwan tajikistan tanzania thailand tailandia tibet togo tonga trinidad tobago tunisia tunez
    turkey turquia turkmenistan tuvalu uganda ukraine ucrania emirates emiratos kingdom reino unido england
    inglaterra scotland escocia wales gales uruguay uzbekistan vanuatu vatican venezuela vietnam yemen zambia
    zimbabwe europe europa asia america americas caribbean caribe states estados unidos usa eeuu uk eu
"""
_STATES = """
    alabama alaska arizona arkansas california carolina carolinas colorado connecticut dakota delaware florida
    georgia guam hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts
    michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico york ohio oklahoma
    oregon pennsylvania pensilvania rico puerto rhode tennessee texas tejas utah vermont virginia washington
    wisconsin wyoming columbia saipan mariana north south east west northern southern eastern western norte sur
    new nueva nuevo san santa santo los las el la st saint fort city ciudad island islas islands valley beach
    springs falls county
"""
_CITIES = """
    hong kong mumbai albany albuquerque anchorage arlington atlanta austin baltimore birmingham boise boston bronx
    brooklyn buffalo charleston charlotte chicago cincinnati cleveland columbus dallas denver detroit dover
    elizabeth fresno garden hartford hialeah houston irving imperial jacksonville laredo lawrence lincoln
    louisville lagos london londres madison manhattan memphis miami milwaukee minneapolis montgomery nashville
    newark norfolk oakland omaha orlando philadelphia filadelfia phoenix pittsburgh portland potomac providence
    queens raleigh reno richmond sacramento seattle spokane tampa toledo tucson tulsa tukwila vegas wichita yakima
    angeles antonio diego francisco jose juan domingo accra amman athens atenas bangkok bogota beijing pekin cairo
    caracas chennai dhaka frankfurt guangzhou guayaquil havana habana islamabad johannesburg juarez kathmandu kiev
    kyiv kingston lima manila monterrey montreal moscow moscu mumbai nairobi delhi paris quito rome roma seoul
    shanghai tegucigalpa tijuana tokyo toronto managua ciudad madrid barcelona berlin vienna viena dubai karachi
    kolkata addis ababa port prince haiti cap haitien sonora jalisco oaxaca michoacan puebla chiapas guerrero
    sinaloa durango guanajuato zacatecas
"""
_PEOPLES = """
    afghan african africano africana albanian algerian american americano americana angolan arab arabe argentine
    argentinian argentino argentina armenian armenio asian asiatico australian austrian bangladeshi belgian
    belizean bolivian boliviano boliviana brazilian brasileno brasilena british britanico bulgarian burmese
    cambodian cameroonian canadian canadiense caribbean chilean chileno chilena chinese chino china colombian
    colombiano colombiana congolese costarricense croatian cuban cubano cubana czech danish dominican dominicano
    dominicana dutch ecuadorian ecuatoriano ecuatoriana egyptian english ingles inglesa eritrean ethiopian
    european europeo filipino filipina finnish french frances francesa georgian german aleman alemana ghanaian
    greek griego guatemalan guatemalteco guatemalteca guinean guyanese haitian haitiano haitiana hispanic hispano
    hispana hmong honduran hondureno hondurena hungarian indian indio india indigenous indigena indonesian iranian
    irani iraqi irish israeli italian italiano italiana ivorian jamaican japanese japones jewish judio jordanian
    kazakh kenyan korean coreano kurdish kuwaiti laotian latin latina latino latinx lebanese libanes liberian
    libyan lithuanian malaysian malian mayan maya mexican mexicano mexicana mongolian moroccan muslim musulman
    nepalese nepali nicaraguan nicaraguense nica nigerian norwegian pakistani palestinian panamanian panameno
    paraguayan persian peruvian peruano peruana polish portuguese puertorriqueno romanian russian ruso rusa
    rwandan salvadoran salvadoreno salvadorena salvadorian saudi scottish senegalese serbian sikh somali spanish
    espanol espanola sudanese swedish swiss syrian sirio taiwanese tamil thai tibetan togolese tunisian turkish
    turco turk ugandan ukrainian ucraniano ucraniana uruguayan uyghur uzbek venezuelan venezolano venezolana
    vietnamese vietnamita yemeni zambian zimbabwean
"""

PLACE_WORDS: frozenset[str] = frozenset((_COUNTRIES + _STATES + _CITIES + _PEOPLES).split())
