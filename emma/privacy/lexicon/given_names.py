"""Given names often met by the agency. Only support: a name never needs to be on the list to be found."""

GIVEN_NAMES: frozenset[str] = frozenset(
    """
    aaron abdul abdullah abel abigail abraham ada adam adela adrian adriana adriano agustin ahmad ahmed ahmet
    aicha aisha alan alba alberto alejandra alejandro alessandra alex alexander alexandra alexis alfonso alfredo
    ali alice alicia alina alison allison alma alonso alvaro amanda amara amber amelia amina amir amit amy ana
    anabel anastasia andre andrea andres andrew angel angela angelica angelina anh anil anita anjali ann anna anne
    anthony antonia antonio anwar araceli ariana ariel armando arturo arun asha ashley asma astrid augusto aurora
    axel ayesha aziz bao barbara beatriz belen benito benjamin bernardo berta beth betty bianca bilal blanca
    bogdan boris brandon brenda brian bruno bryan camila camilo carla carlos carlota carmen carol carolina
    caroline catalina catherine cecilia celia cesar chao charles charlotte chen chidi chinedu chloe christian
    christina christine christopher cindy clara claudia claudio clemente consuelo cristian cristina cristobal
    cynthia dalia damian daniel daniela danielle dario david deborah debra deepak delia denise dennis diana diane
    diego dimitri dina dmitri dolores domingo dominic donald donna dora doris dorothy edgar edgardo edith edmundo
    eduardo edward edwin efrain eleanor elena elias elisa elizabeth ella ellen elmer elsa elvira emanuel emilia
    emiliano emilio emily emma emmanuel enrique eric erica erick ernesto esperanza esteban estela ester esther
    eugenia eugenio eunice eva evan evelyn ezequiel fabian fabiola farah fatima fatimah fatou federico felicia
    felipe felix fernanda fernando fidel fiona florencia fran frances francesca francis francisca francisco frank
    fred gabriel gabriela galina george gerald gerardo german gilberto gina giovanni gisela giselle gladys gloria
    gonzalo gracia graciela greg gregorio gregory griselda guadalupe guillermo gustavo habib hamid hannah hans
    harold hasan hassan heather hector heidi helen helena henry heriberto hernan hilda hiroshi hong horacio hugo
    humberto hung hussein ibrahim ignacio igor iliana imran ines ingrid irene iris irma isaac isabel isabela
    isabella isaias ismael israel ivan ivonne jack jackson jacob jacqueline jaime jake james jamie jamila jan jane
    janet janice jasmin jasmine jason javier jean jeff jeffrey jennifer jenny jeremy jerry jessica jesus jia jill
    jim jin joan joana joanna joao joaquin joe joel johan johanna john johnny jonathan jordan jorge jose josefina
    joseph joshua josue juan juana juanita judith julia julian juliana julie juliet julieta julio julius justin
    kadija kamala karen karim karina karla kate katherine kathleen kathy katia kavita keith kelly kelvin kenji
    kenneth kevin khadija khaled khalid kim kimberly kofi kumar kwame kyle lakshmi larry laura lauren layla leah
    leandro leila leo leonard leonardo leonel leonor leslie leticia li lidia lila lilia lilian liliana lillian
    linda ling lisa lorena lorenzo lourdes lucas lucia luciana luciano lucila lucy luis luisa luz lydia mabel
    magdalena mahmoud mai malik manuel manuela marcela marcelo marcia marco marcos margaret margarita maria mariam
    mariana mariano maribel maricela mariela marina mario marisol marlene marta martha martin martina mary maryam
    mateo matias matilde matthew maurice mauricio max maxim maximo maya megan mei melanie melissa mercedes michael
    michelle miguel mikhail milagros minh miranda mireya miriam mohamed mohammad mohammed moises monica monique
    muhammad mustafa myriam nadia nancy naomi natalia natalie natasha nathan nelly nelson nestor nguyen nicholas
    nicolas nicole nikhil nina noah noe noel noelia noemi nora norma octavio odette olena olga oliver olivia omar
    orlando oscar osman osvaldo pablo paloma pamela paola pascal pascual patricia patricio patrick paul paula
    paulina paulo pavel pedrito pedro peter philip phillip pierre pilar ping pooja priscilla priya rachel rafael
    rahul raj rajesh ralph ramiro ramon randy raquel rashid raul ravi raymond rebeca rebecca refugio regina renata
    rene reyna ricardo richard rita robert roberta roberto rocio rodolfo rodrigo rogelio roger rolando roman
    ronald rosa rosalba rosalia rosalinda rosario rose rosemary rosita roxana ruben rudy ruth ryan sabrina said
    salim salma salomon salvador sam samantha samir samuel sandeep sandra sanjay santiago sara sarah sasha saul
    scott sean sebastian selena sergei sergey sergio sharon sheila shirley silvia simon simona sofia sonia sophia
    sophie stacy stefan stella stephanie stephen steve steven sunil susan susana svetlana sylvia tamara tanya
    tariq tatiana teodoro teresa thomas tiffany tim timothy tina tom tomas tony tracy trinidad tuan tyler uma
    ursula valentina valeria vanessa vera veronica vicente victor victoria vijay viktor vincent viola violeta
    virginia viviana vladimir walter wanda wang wei wendy wilfredo william wilson xavier xiao ximena yadira yan
    yana yang yasmin yesenia yolanda yousef yuki yulia yuri yusuf yvette yvonne zahra zainab zhang zoe zoila zulma
    """.split()
)

# Names that are also common words: believed in small letters only behind «my name is».
ALSO_WORDS: frozenset[str] = frozenset(
    """
    sean alma gloria victoria leo max noe dulce mai cesar dean rob jack angel linda blanca clara celia luz cruz
    amber an april art august bill can consuelo dawn do dolores domingo esperanza faith grace gracia hope in jan
    jean joy june li luz mark may mercedes milagros my on pat paz refugio rich rosario rose said salvador so sol
    sue trinidad will
    """.split()
)
