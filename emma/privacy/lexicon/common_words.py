"""Words that are never (part of) a name where one is expected: function words and the field's own."""

_ENGLISH = """
    a about above abroad absent abuse abused accepted account across actually add address admitted adopted adult
    afraid after again against age aged agency agent ago all allowed almost alone already also always am an and
    angry another answer any anybody anymore anyone anything appeal applicant application applied apply applying
    appointment approved april are around arrived as ask asked asking asylee asylum at attorney august aunt
    available aware away baby back bad be became because become been before behind being below beneficiary best
    between biometrics birth blind blocked born both boy boyfriend brother brothers building but by calling called
    came can cannot cant cancelled card case cases catholic certain certificate change changed changing chat check
    child children christian church citizen citizens citizenship client close closed college coming company
    complaint complete completely concerned confused congratulations consulate contact correct correctly cost
    could country court cousin currently customer dad date daughter daughters day days deaf dear december deferred
    denied department deported desperate detained did different difficult disabled disappointed divorced do doctor
    document documents does doing done dont down driver due during each eadress ead eager early eb eight elderly
    eligible else email embassy emergency employed employee employer engaged engineer english enough entered
    entering error even ever every everyone exactly excited expecting expedite expired extremely false family
    father february fee feeling fees few field fiance fiancee file filed filing filling final find fine
    fingerprints finished first five folks following for foreign foreigner forgot form former forms forward found
    four free friday friend friends from frustrated full fully get getting girl girlfriend give given glad go
    going gone good got grandfather grandmother grateful great green group guardian had half happy hard has have
    having he hear hearing hello help her here hers hey hi high him his home homeless honestly hopeful hoping
    hospital hotline hour house how however hungry husband i id if ill im immediate immigrant immigration
    important in inadmissible included incomplete incorrect incorrectly indeed information inquiring inquiry
    inside interested interview into invalid is issue issues it its january job july june just kid kids kind know
    land last late later law lawful lawyer leaving left legal legally less let letter life like line list listed
    listening little live lives living llc located location locked long look looking lost lot lots ma'am maam made
    madam mail make man management manager many march married maybe me mean medical meeting member men message
    military minor missing misspelled mistake mistaken mom moment monday month months more morning most mother
    move moved moving much muslim must my myself name named names native natural naturalization naturalized near
    need needed needs nephew nervous never new next nice niece night nine no nobody non none nonimmigrant not
    nothing notice november now number nurse oath october of off office officer officers official ok okay old
    older on once one online only open operator or order original other others our out outside over overstayed own
    page paid paper papers parent parents parole parolee part partner passport past patient pay paying payment
    pending people perm permanent permit person petition petitioner phone photo place plan planning please police
    poor possible pregnant premium present previous prison prisoner private probably problem processing program
    protected proud public question questions quite ready really reapplying reason receipt received recently
    record reference refugee regarding regards registered rejected relative remarried removed renew renewal
    renewing replacement replying representative request requesting required resident residence respectfully
    response result retired return returning review right sad safe said same saturday scam scared school second
    see seeking self send seniors sent separated september service services seven several she should sick since
    sincerely single sir sister sisters situation six so social some somebody someone something son sons soon
    sorry speak special spelled spelling spouse staff stamp standing start started state stateless status stay
    staying stepson stepdaughter still stopped stressed struggling stuck student students such sunday support
    supposed sure surprised team technically ten terminated than thank thankful thanks that the their them then
    there these they thing think third this those thought three through thursday till time tired title to today
    together told tomorrow too tourist translated translator travel traveling travelling true trump trying tuesday
    turned two typo unable uncle under undocumented unemployed unhappy unknown unmarried until unsure up update
    updated upset urgent us use used useful using valid vawa verify very veteran via victim visa visiting visitor
    wait waiting waiver want wanted wanting was wednesday week weeks well went were what whatever when where
    whether which while who whole whom whose why widow widowed widower wife will willing wish with within without
    woman women wondering work worker working works worried worse would writing written wrong wrongly year years
    yes yet you young your yours yourself youre bot robot assistant emma human everybody dreamer daca holder
    recipient tps lpr agenda behalf mine ours allowing shown showing printed appears appearing appear hyphenated
    abbreviated shortened reversed mixed backwards missing unreadable illegible cut blank longer shorter too
    similar common legally pronounced often usually originally blessings cheers team folks everyone concern may
    whom hopefully finally simply currently worth ridiculous unacceptable outrageous crazy awful terrible horrible
    stupid funny weird strange interesting amazing true nonsense confusing fantastic perfect awesome why homeland
    security administration center hereby re subject attn signed signature date signed: typed dead deceased alive
    dying hospitalized injured unaware forced beaten
"""
_SPANISH = """
    a abogado abogada abril abuela abuelo abuso acaba acta actual actualmente adios adopcion adulto agencia agente
    agosto ahi ahora al algo alguien algun alguna amiga amigo amigos ano anos ante antes aplicacion aplicante
    aplicar apellido apellidos aqui arriba asi asilada asilado asilo atentamente aun aunque autorizacion ayer
    ayuda ayudar bajo bautizada bebe beneficiaria beneficiario bien bisabuela borrado buen buena buenas bueno
    buenos cada cambiar cambio cancelada cancelado carta casa casada casado casados casarme caso catolica catolico
    central cerca certificado ciega ciego cita ciudad ciudadana ciudadanas ciudadania ciudadano ciudadanos clase
    cliente como completa completo con conductor confundida confundido conmigo consulado contestan contra copia
    cordialmente correcta correctamente correcto correo corte corto cosa cristiana cristiano cual cuando cuanta
    cuanto cuantos cuando cubierto cuenta cuestion cuidadora da dama danada danado de deben debo decir del
    demasiado demora denegada denegado deportada deportado desaparecida desde desempleada desempleado desesperada
    desesperado despues detenida detenido deudor dia dias dice dicen diciembre dieron dios direccion diferente
    discapacitada discapacitado divorciada divorciado doctor documento documentos donde dos dreamer dueno duda
    edad el ella ellas ellos embajada embarazada empleada empleado empleador en enero enferma enfermo enfermera
    entonces entre equivocada equivocado equivocaron era es esa ese eso esos esposa esposas esposo esposos esta
    estaba estado estados estamos estan estar estas este esto estos estoy estudiante exacto expediente extranjera
    extranjero familia familiar favor febrero fecha federal feliz formulario forma fue fuera fui futura futuro
    gente gracias grande gratis guardia ha habla hablar hablando hace hacer hacia han hasta hay haya haber hermana
    hermanas hermano hermanos hice hija hijas hijastra hijastro hijo hijos hizo hola hombre hora horas hoy huellas
    huerfana huerfano ilegal ilegible importa imposible incompleto incorrecta incorrecto incorrectamente
    indocumentada indocumentado infeliz informacion ingeniera ingeniero inmigracion inmigrante internacional
    invalido ir jamas jefa jefe joven jubilada jubilado julio junio la largo las le legal ley les libre licenciado
    linea listo lista llama llaman llamada llamadas llamado llamar llamo llego llevo lo local los luego lunes
    madre madrastra mal mala malo mama manana mandaron manera marido martes marzo mas mayo mayor me media medica
    medico mejor menor menos mensaje mes meses mi mia mientras miercoles migracion migrante militar mio mis misma
    mismo mucha muchas mucho muchos muerta muerto mujer muy nacida nacido naci nacio nada nadie nacional
    naturalizada naturalizado necesita necesito ni nieta nieto ninguna ningun nino nina ninos no nombre nombres
    noche norteamericano nos nosotros notificacion novia noviembre novio nuestra nuestro nueva nuevo numero nunca
    o octubre oficial oficiales oficina operadora otra otras otro otros paciente padrastro padre padres pagina
    pago pais papa papas papeles para parece pareja parientes parte pasaporte patron peor pequeno pendiente pero
    permanente permiso perdida perdido peticion peticionaria peticionario persona personas poco poder policia por
    porque posible preguntar pregunta preocupada preocupado primera primero prima primo problema profesora
    profesor pronto propia propietaria propio puede pues puedo que queda quedo quien quiere quiero quisiera razon
    recibo recien refugiada refugiado registrada religiosa renovar representante residencia residente residentes
    respetuosamente respuesta sabado salio saludos se sea segun segunda segundo segura seguridad seguro senor
    senora senores senorita senoras ser seria septiembre servicio si siempre siendo sin sino sobre sobrina sobrino
    social sola solicitante solicitud solo soltera soltero somos son soy su sufrio suegra suegro sus suya tal
    talvez tambien tampoco tan tanto tarde tarjeta temporal tenemos tener tengo tercera tercero termina tia tiempo
    tiene tienen tio toda todavia todo todos trabaja trabajador trabajadora trabajando trabajo tramite tras tres
    trabajo tu tuve tuvo un una unas uno unos urgente usa usted ustedes va valido vamos van vencida vencido ver
    vez victima vida viernes vieja viejo viene violencia visa visitante viuda viudo vive vivo vivimos voy y ya yo
    escrito escrita aparece aparecio deletreado deletreada repetido legible igual comun raro distinto compuesto
    cortado estimada estimado estimados estimadas apreciable querido querida cariño bendiciones quedamos equipo
    atte cordial sirs developer support kept crossed blurry faded smudged misspelt duplicated doubled twice glued there
    somewhere nowhere cut partly half unclear fnu lnu president passed died graduated overstayed sponsored
    petitioned filled presidente presidenta director directora licenciada ingeniera maestro maestra profesora
    doctora embajador consul supervisor supervisora senador senadora congresista gobernador gobernadora juez jueza
    notario notaria pastor padrino madrina taxes tax dob ssn phone tel telephone telefono email correo cell
    celular fax address direccion domicilio western union moneygram supposed requesting submitting applying
    looking sending having facing struggling contacting reaching checking calling centro contacto sociales leo lea
    leer directo vea
"""
_FIELD = """
    uscis ins nvc cbp ice dhs dos dol eoir asc irs ssa fbi ead gc lpr oan tps daca vawa rfe noid foia perm nta sij
    opt cpt f1 h1b h4 l1 b1 b2 j1 k1 u t us usa u.s u.s. u.s.a eeuu e.e.u.u dr green card visa visas form forms
    section act federal plaza office field service center nebraska texas potomac vermont california national
    benefits lockbox bulletin boletin tarjeta verde premium naturalization citizenship oath ceremony advance
    parole work permit receipt notice action biometrics employment authorization adjustment resident petition
    affidavit support medicare medicaid google amazon walmart microsoft apple facebook whatsapp uber fedex ups
    usps
"""

COMMON_WORDS: frozenset[str] = frozenset((_ENGLISH + _SPANISH + _FIELD).split())
