use proptest::prelude::*;

use super::{Amount, Currency, Money, MoneyFault};

#[test]
fn an_amount_is_kept_to_the_last_digit() {
    for (text, shown) in [
        ("0", "0"),
        ("223700000.50", "223700000.5"),
        ("0.0001", "0.0001"),
        ("999999999999999999.9999", "999999999999999999.9999"),
    ] {
        assert_eq!(text.parse::<Amount>().unwrap().to_string(), shown);
    }
}

#[test]
fn what_is_no_amount_is_none() {
    for text in [
        "", "-1", "1,5", "1.", ".5", "01", "1e6", "1.00001", "1 000", "NaN",
    ] {
        assert!(text.parse::<Amount>().is_err(), "{text}");
    }
    for text in ["", "usd", "US", "USDT", "€"] {
        assert!(text.parse::<Currency>().is_err(), "{text}");
    }
}

fn money(amount: &str, currency: &str) -> Money {
    Money {
        amount: amount.parse().unwrap(),
        currency: currency.parse().unwrap(),
    }
}

#[test]
fn a_sum_is_of_a_currency_that_exists_and_is_divided_like_that() {
    for (amount, currency) in [
        ("10.55", "USD"),
        ("10.50", "EUR"),
        ("10.0", "JPY"),
        ("2000", "VND"),
        ("1.005", "KWD"),
        ("1.0005", "CLF"),
        ("3", "HRK"),
    ] {
        let sum = money(amount, currency);
        assert_eq!(sum.is_something(), Ok(()), "{sum}");
    }
    for (amount, currency, decimals) in [
        ("10.55", "JPY", 0),
        ("0.5", "VND", 0),
        ("1.005", "USD", 2),
        ("1.0005", "KWD", 3),
    ] {
        let sum = money(amount, currency);
        let currency = sum.currency.clone();
        let fault = MoneyFault::TooExact { currency, decimals };
        assert_eq!(sum.is_something(), Err(fault));
    }
    for none in ["XQQ", "XXX", "XTS", "DEM"] {
        let sum = money("1", none);
        let currency = sum.currency.clone();
        assert_eq!(sum.exists(), Err(MoneyFault::NoSuchCurrency { currency }));
    }
    let nothing = money("0.00", "USD");
    assert_eq!(nothing.exists(), Ok(()));
    assert_eq!(nothing.is_something(), Err(MoneyFault::Nothing));
}

#[test]
fn a_tenth_and_two_tenths_are_three_tenths() {
    let sum = "0.1"
        .parse::<Amount>()
        .unwrap()
        .plus("0.2".parse().unwrap());
    assert_eq!(sum, Some("0.3".parse().unwrap()));
}

#[test]
fn money_is_written_as_texts() {
    let money: Money = serde_json::from_str(r#"{"amount":"1500.25","currency":"USD"}"#).unwrap();
    assert_eq!(money.to_string(), "1500.25 USD");
    assert_eq!(
        serde_json::to_string(&money).unwrap(),
        r#"{"amount":"1500.25","currency":"USD"}"#
    );
    assert!(serde_json::from_str::<Money>(r#"{"amount":1500.25,"currency":"USD"}"#).is_err());
}

proptest! {
    #[test]
    fn an_amount_is_read_as_it_is_written(number in 0..10_u128.pow(22)) {
        let amount = Amount(number);
        prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
    }
}
