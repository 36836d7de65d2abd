"""Questions to click on an empty chat; the demonstration documents answer them."""

EXAMPLES = (
    "Qui a été nommée déléguée au numérique en santé ?",
    "Que doit obtenir un hébergeur de données de santé ?",
    "Combien de collaborateurs compte la délégation au numérique en santé ?",
    "À qui le dossier médical partagé est-il ouvert automatiquement ?",
)
