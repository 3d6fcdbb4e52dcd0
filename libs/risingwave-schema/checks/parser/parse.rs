//! Reads statements parted by NUL and says which of them RisingWave's parser refuses.

use std::io::{self, Read};

use risingwave_sqlparser::parser::Parser;

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).expect("UTF-8 on stdin");
    let (mut taken, mut refused) = (0, 0);
    for sql in text.split('\0') {
        match Parser::parse_sql(sql) {
            Ok(statements) if statements.len() == 1 => taken += 1,
            Ok(statements) => {
                refused += 1;
                println!("{} statements instead of one:\n{sql}\n", statements.len());
            }
            Err(error) => {
                refused += 1;
                println!("{error}\n{sql}\n");
            }
        }
    }
    println!("{taken} taken, {refused} refused");
    std::process::exit(if refused == 0 && taken > 0 { 0 } else { 1 });
}
