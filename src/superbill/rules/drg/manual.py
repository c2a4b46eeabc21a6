"""The manual that the rules of this family cite."""

MANUAL = "MS-DRG Definitions Manual"
URL = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)
