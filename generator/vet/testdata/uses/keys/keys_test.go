package keys

const inTest = "typeseal_key_v1_V1hvWjyPIW9GuJrqR8ZeKzTtNq0yDc2bLmsXaUfEwQ7i3kH5"
