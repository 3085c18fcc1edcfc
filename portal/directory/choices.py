"""What doctors do, what they speak and what places offer: codes that are stored, words that are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Specialty(TextChoices):
    """The particular before the general: doctors stand under the first of theirs."""

    LIVER_SURGERY = "liver-surgery", _("Liver, bile duct and pancreas surgery")
    COLORECTAL_SURGERY = "colorectal-surgery", _("Colon and rectal surgery")
    BREAST_SURGERY = "breast-surgery", _("Breast surgery")
    CHEST_SURGERY = "chest-surgery", _("Chest and lung surgery")
    NEUROSURGERY = "neurosurgery", _("Brain and spine surgery")
    UROLOGY = "urology", _("Urology")
    DERMATOLOGY = "dermatology", _("Dermatology")
    GASTROENTEROLOGY = "gastroenterology", _("Gastroenterology")
    HEMATOLOGY = "hematology", _("Hematology")
    CHILD_ONCOLOGY = "child-oncology", _("Cancer in children and teens")
    SURGICAL_ONCOLOGY = "surgical-oncology", _("Cancer surgery")
    MEDICAL_ONCOLOGY = "medical-oncology", _("Medical oncology")
    RADIATION_ONCOLOGY = "radiation-oncology", _("Radiation oncology")
    INTERVENTIONAL_RADIOLOGY = "interventional-radiology", _("Interventional radiology")
    DIAGNOSTIC_RADIOLOGY = "diagnostic-radiology", _("Diagnostic radiology")
    PATHOLOGY = "pathology", _("Pathology")
    GENETICS = "genetics", _("Cancer genetics")
    PALLIATIVE_CARE = "palliative-care", _("Palliative care")
    INTEGRATIVE_MEDICINE = "integrative-medicine", _("Integrative medicine")
    MENTAL_HEALTH = "mental-health", _("Mental health in cancer")


# What somebody may type who does not know the name of the specialty; the search reads it, nobody sees it.
EVERYDAY_WORDS = {
    Specialty.MEDICAL_ONCOLOGY: "oncologist cancer doctor specialist chemotherapy chemo",
    Specialty.SURGICAL_ONCOLOGY: "surgeon surgical oncologist",
    Specialty.LIVER_SURGERY: "surgeon hepatobiliary hpb",
    Specialty.COLORECTAL_SURGERY: "surgeon bowel colorectal",
    Specialty.BREAST_SURGERY: "surgeon",
    Specialty.CHEST_SURGERY: "surgeon thoracic",
    Specialty.NEUROSURGERY: "surgeon neurosurgeon",
    Specialty.UROLOGY: "urologist kidney bladder prostate",
    Specialty.DERMATOLOGY: "dermatologist skin",
    Specialty.GASTROENTEROLOGY: "gastroenterologist stomach gut digestive",
    Specialty.HEMATOLOGY: "hematologist haematologist blood",
    Specialty.CHILD_ONCOLOGY: "pediatric paediatric pediatrician oncologist kids child",
    Specialty.RADIATION_ONCOLOGY: "radiation oncologist radiotherapy",
    Specialty.INTERVENTIONAL_RADIOLOGY: "interventional radiologist ablation embolization",
    Specialty.DIAGNOSTIC_RADIOLOGY: "radiologist scans imaging",
    Specialty.PATHOLOGY: "pathologist",
    Specialty.GENETICS: "geneticist genetic counselor",
    Specialty.PALLIATIVE_CARE: "palliative pain comfort",
    Specialty.INTEGRATIVE_MEDICINE: "complementary acupuncture",
    Specialty.MENTAL_HEALTH: "psychiatrist psychologist therapist counseling",
}


class Language(TextChoices):
    """ISO 639 codes; `ase` is American Sign Language."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    HAITIAN_CREOLE = "ht", _("Haitian Creole")
    HINDI = "hi", _("Hindi")
    ITALIAN = "it", _("Italian")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
    PERSIAN = "fa", _("Persian")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    RUSSIAN = "ru", _("Russian")
    TAGALOG = "tl", _("Tagalog")
    URDU = "ur", _("Urdu")
    VIETNAMESE = "vi", _("Vietnamese")
    YIDDISH = "yi", _("Yiddish")
    SIGN = "ase", _("American Sign Language")


class Service(TextChoices):
    CLINIC = "clinic", _("Visits with doctors")
    CHILDREN = "children", _("Clinic for children and teens")
    INFUSION = "infusion", _("Chemotherapy and other infusions")
    RADIATION = "radiation", _("Radiation therapy")
    SURGERY = "surgery", _("Surgery")
    INPATIENT = "inpatient", _("Hospital stay")
    IMAGING = "imaging", _("Scans: CT, MRI, ultrasound")
    MAMMOGRAPHY = "mammography", _("Mammography")
    BLOOD_TESTS = "blood-tests", _("Blood tests")
    BIOPSY = "biopsy", _("Biopsies")
    PHARMACY = "pharmacy", _("Pharmacy")
    GENETICS = "genetics", _("Genetic counseling")
    SUPPORT = "support", _("Support programs")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    SECOND_OPINION = "second-opinion", _("Second opinions")
