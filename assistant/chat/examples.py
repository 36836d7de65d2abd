"""Questions to click on an empty chat; the demonstration documents answer them."""

EXAMPLES = (
    "Qui a été nommée déléguée au numérique en santé ?",
    "Peut-on vendre des données de santé ?",
    "Combien de collaborateurs compte la DNS ?",
    "Qui peut s’opposer à l’ouverture du DMP ?",
)
