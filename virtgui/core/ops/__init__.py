"""Operations: wishes of a person as frozen values, one module per noun."""
