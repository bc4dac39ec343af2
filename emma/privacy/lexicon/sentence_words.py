"""Words that stand between a number and «street», «court» or «drive» only in a sentence, never in an address."""

SENTENCE_WORDS: frozenset[str] = frozenset(
    """
    a an and any are as at be because but by can case cases civics copies day days did do does dollars drive for
    forms form from get had has have he her his hour hours how i if in is it just kids children letter letters
    mile miles minute minutes month months more my need no not of on or our out over people person photos question
    questions she so than that their them then there they this time times to until up us was we week weeks were
    what when where which who will with year years you your years-old old st nd rd th different under since
    another other dias dia meses mes anos ano horas semanas personas formas formularios de del en y o que el los
    las un una por para con sin mi su hijos fotos dolares immigration uscis federal district supreme interview
    interviews appointment visa green card percent days' weeks' months' years' email telefono correo internet fax
    mail web
    """.split()
)
